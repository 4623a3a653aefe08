using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public partial class PipelineTests
{
    protected async Task LetterInTheTransactionAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddSorter(), OnePartition, ("Pipeline:CommitInterval", "30s"));
        Hook(app).OnEnter = (number, context, _) => context.Offset is 1 or 3 && number.Value == 2
            ? throw new InvalidOperationException("In the middle.")
            : default;
        var producer = app.Producer<Number>();
        foreach (var (key, value) in new[] { ("a", 2), ("b", 5), ("c", 1), ("d", 3), ("e", 1) })
        {
            await producer.SendAsync(new Number(key, value));
        }

        await HandledAsync(app, 2 + 3 + 1 + 3 + 1);
        await app.StopAsync();

        Assert.Equal(
            [new Doubled("a", 0), new Doubled("a", 1), new Doubled("c", 0), new Doubled("e", 0)],
            await app.ReadAllAsync<Doubled>());
        var dead = await app.ReadAllAsync("numbers.sorter.dead", Letter.Of);
        Assert.Equal(["1", "3"], dead.Select(letter => letter.Header(LetterHeaders.OriginOffset)));
        Assert.Equal(5, (await app.CommittedAsync("sorter", "numbers"))[0]);
    }

    protected async Task LetterOfAnAbortAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddSorter(),
            OnePartition,
            ("Groups:sorter:Concurrency", "1"),
            ("Pipeline:TransactionTimeout", "600ms"),
            ("Pipeline:CommitInterval", "500ms"));
        var isFirst = true;
        Hook(app).OnEnter = (number, _, _) =>
        {
            if (number.Key == "dead")
            {
                throw new InvalidOperationException("Never.");
            }

            if (number.Key == "long" && isFirst)
            {
                // The letter, and the coordinator's marker behind it. Blocks, so that the worker cannot commit.
                isFirst = false;
                app.EndsAtAsync("numbers.sorter.dead", 2).Wait(CancellationToken.None);
            }

            return default;
        };
        var producer = app.Producer<Number>();
        await producer.SendAsync(new Number("dead", 1));
        await producer.SendAsync(new Number("long", 1));

        await CommittedAsync(app, "sorter", 2);
        await app.StopAsync();

        Assert.Equal([new Doubled("long", 0)], await app.ReadAllAsync<Doubled>());
        Assert.Single(await app.ReadAllAsync("numbers.sorter.dead", Letter.Of));
        Assert.True(Hook(app).Calls >= 4, "nothing was done again");
    }
}
