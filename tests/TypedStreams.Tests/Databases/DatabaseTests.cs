using System.Collections.Concurrent;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

/// <summary>What must hold of groups that work in a database, and of the outbox; the subclasses say which.</summary>
public abstract partial class DatabaseTests(ITestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected async Task EveryInputOnceAsync()
    {
        const int Count = 2000;
        await using var database = await NewDatabaseAsync();
        var handled = new ConcurrentQueue<Number>();
        var hook = new PipeHook
        {
            OnEnter = (number, _, _) =>
            {
                handled.Enqueue(number);
                return default;
            },
        };
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            database.Source,
            groups => groups.AddBookkeeping(),
            hook,
            ("Pipeline:MaxMessages", "70"));

        await SendAsync(app, 0, Count);
        await ReachedAsync(database.Source, Count);
        await app.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count), (await EntriesAsync(database.Source)).Order());
        Assert.Equal(Count, handled.Count);
        Assert.All(
            handled.GroupBy(number => number.Key, number => number.Value),
            values => Assert.Equal(values.Order(), values));
        Assert.Empty(await app.CommittedAsync("bookkeeping", "numbers"));
        var doubles = await app.ReadAllAsync<Doubled>();
        Assert.Equal(Enumerable.Range(0, Count / 2).Select(i => i * 4), doubles.Select(item => item.Value).Order());
        Assert.All(
            doubles.GroupBy(item => item.Key, Value), values => Assert.Equal(values.Order(), values));
        Assert.Equal(0, await NumberAsync(database.Source, "SELECT COUNT(*) FROM typedstreams_outbox"));
    }

    protected async Task FailingHandlerStopsAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        var hook = new PipeHook
        {
            OnEnter = (number, _, _) => number.Value == 6 ? throw new InvalidOperationException("Not a six.") : default,
        };
        await using (var app = await StartAsync(
            prefix, database.Source, groups => groups.AddBookkeeping(), hook, OnePartition))
        {
            await SendAsync(app, 0, 10);

            var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

            Assert.Contains("Not a six.", failure.Message);
            Assert.Equal((0, 6L), (failure.Partition, failure.Offset));
            Assert.Equal([0, 1, 2, 3, 4, 5], await EntriesAsync(database.Source));
        }

        await using var again = await StartAsync(prefix, database.Source, groups => groups.AddBookkeeping());
        await ReachedAsync(database.Source, 10);
        await again.StopAsync();
        Assert.Equal(Enumerable.Range(0, 10), await EntriesAsync(database.Source));
        Assert.Equal([0, 4, 8, 12, 16], (await again.ReadAllAsync<Doubled>()).Select(Value));
    }

    protected async Task BrieflyAwayIsDoneAgainAsync()
    {
        await using var database = await NewDatabaseAsync();
        var isFirst = true;
        var hook = new PipeHook();
        hook.OnEnter = (number, _, _) =>
        {
            if (number.Value == 5 && isFirst)
            {
                isFirst = false;
                throw new BrieflyAwayException();
            }

            return default;
        };
        await using var app = await StartAsync(
            TestApp.NewPrefix(), database.Source, groups => groups.AddBookkeeping(), hook, OnePartition);

        await SendAsync(app, 0, 10);
        await ReachedAsync(database.Source, 10);
        await app.StopAsync();

        Assert.Equal(Enumerable.Range(0, 10), await EntriesAsync(database.Source));
        Assert.Equal([0, 4, 8, 12, 16], (await app.ReadAllAsync<Doubled>()).Select(Value));
        Assert.True(hook.Calls > 10, "nothing was done again");
    }

    protected async Task FailuresArePutAsideAsync()
    {
        await using var database = await NewDatabaseAsync();
        var attempts = new ConcurrentQueue<(int Value, int Attempt)>();
        var hook = new PipeHook
        {
            OnEnter = (number, context, _) =>
            {
                attempts.Enqueue((number.Value, context.Attempt));
                return number.Value == 4 || (number.Value == 2 && context.Attempt < 3)
                    ? throw new InvalidOperationException("Not this time.")
                    : default;
            },
        };
        await using var app = await StartAsync(
            TestApp.NewPrefix(), database.Source, groups => groups.AddScrupulous(), hook, OnePartition);

        await SendAsync(app, 0, 6);
        await app.EndsAtAsync("numbers.scrupulous.dead", 2); // the letter, and the marker of its transaction
        await EmptiedAsync(database.Source);
        await app.StopAsync();

        Assert.Equal([0, 1, 2, 3, 5], await EntriesAsync(database.Source));
        Assert.Equal([0, 4], (await app.ReadAllAsync<Doubled>()).Select(Value));
        Assert.Equal([1, 2, 3], attempts.Where(item => item.Value == 2).Select(item => item.Attempt));
        Assert.Equal([1, 2, 3, 4, 5, 6], attempts.Where(item => item.Value == 4).Select(item => item.Attempt));
        var letter = Assert.Single(await app.ReadAllAsync("numbers.scrupulous.dead", Letter.Of));
        Assert.Equal("4", letter.Header(LetterHeaders.OriginOffset));
        Assert.Equal("6", letter.Header(LetterHeaders.Attempt));
        Assert.Equal("Not this time.", letter.Header(LetterHeaders.ErrorMessage));
        Assert.Empty(await app.CommittedAsync("scrupulous", "numbers"));
    }

    protected async Task UnknownCommitIsSettledAsync(bool isCommitted)
    {
        await using var database = await NewDatabaseAsync();
        var source = new LyingDataSource(database.Source, isCommitted);
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            source,
            groups => groups.AddBookkeeping(),
            settings: [OnePartition, ("Pipeline:MaxMessages", "3")]);
        source.LieOnce("INSERT INTO entries");

        await SendAsync(app, 0, 10);
        await ReachedAsync(database.Source, 10);
        await app.StopAsync();

        Assert.True(source.HasLied);
        Assert.Equal(Enumerable.Range(0, 10), await EntriesAsync(database.Source));
        Assert.Equal([0, 4, 8, 12, 16], (await app.ReadAllAsync<Doubled>()).Select(Value));
    }

    protected async Task ReplacedOwnerCommitsNothingAsync()
    {
        await using var database = await NewDatabaseAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hook = new PipeHook();
        await using var app = await StartAsync(
            TestApp.NewPrefix(), database.Source, groups => groups.AddBookkeeping(), hook, OnePartition);
        await SendAsync(app, 0, 1);
        await ReachedAsync(database.Source, 1);

        // The next owner, seen from this one: between two of its transactions, the position has moved.
        await RunAsync(database.Source, "UPDATE typedstreams_position SET next_offset = 2");
        hook.OnEnter = (_, _, _) =>
        {
            entered.TrySetResult();
            return new ValueTask(moved.Task);
        };
        await SendAsync(app, 1, 4);
        await entered.Task.WaitAsync(Patience);
        moved.SetResult();
        await app.StopAsync();

        Assert.Equal([0], await EntriesAsync(database.Source));
        Assert.Equal(2, await NumberAsync(database.Source, "SELECT next_offset FROM typedstreams_position"));
    }

    protected async Task MembersComeAndGoAsync()
    {
        const int Step = 400;
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        (string, string) small = ("Pipeline:MaxMessages", "20");
        await using var first = await StartAsync(
            prefix, database.Source, groups => groups.AddBookkeeping(), settings: small);
        await SendAsync(first, 0, Step);
        await using var second = await StartAsync(
            prefix, database.Source, groups => groups.AddBookkeeping(), settings: small);
        await SendAsync(first, Step, Step * 2);
        await using var third = await StartAsync(
            prefix, database.Source, groups => groups.AddBookkeeping(), settings: small);
        await SendAsync(second, Step * 2, Step * 3);
        await first.StopAsync();
        await SendAsync(second, Step * 3, Step * 4);
        await third.StopAsync();

        await ReachedAsync(database.Source, Step * 4);
        await EmptiedAsync(database.Source);
        await second.StopAsync();

        Assert.Equal(Enumerable.Range(0, Step * 4), (await EntriesAsync(database.Source)).Order());
        Assert.Equal(
            Enumerable.Range(0, Step * 2).Select(i => i * 4),
            (await second.ReadAllAsync<Doubled>()).Select(Value).Order());
    }

    private static int Value(Doubled doubled) => doubled.Value;
}
