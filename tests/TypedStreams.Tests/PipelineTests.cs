using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>What must hold of exactly-once groups on every broker; the subclasses say which.</summary>
public abstract partial class PipelineTests(ITestServers servers, params (string Key, string Value)[] common)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected async Task EveryInputOnceAsync()
    {
        const int Count = 3000;
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddDoubler());

        await SendAsync(app, 0, Count);
        await CommittedAsync(app, "doubler", Count);
        await app.StopAsync();

        var doubles = await app.ReadAllAsync<Doubled>();
        Assert.Equal(Count, doubles.Count);
        Assert.All(doubles.GroupBy(item => item.Key), AssertInOrder);
        Assert.Equal(Count / 2, (await app.ReadAllAsync<Odd>()).Count);
        Assert.Equal(Count, Hook(app).Calls);
    }

    protected async Task AbortedIsDoneAgainAsync(
        bool blocks = false, params (string Key, string Value)[] settings)
    {
        var prefix = TestApp.NewPrefix();
        await using (var source = await StartAsync(prefix, groups => { }, OnePartition))
        {
            await SendAsync(source, 0, 10);
        }

        var isFirst = true;
        var hook = new PipeHook();
        TestApp? app = null;
        hook.OnEnter = async (number, _, _) =>
        {
            if (number.Value == 5 && isFirst)
            {
                isFirst = false;
                var aborted = AbortedAsync(app!, "doubler", "numbers");
                if (blocks)
                {
                    aborted.Wait(CancellationToken.None); // a worker that runs ahead would commit in the meantime
                }

                await aborted;
            }
        };
        app = TestApp.Create(
            servers,
            prefix,
            groups => groups.AddDoubler(),
            services => services.AddSingleton(hook),
            [
                .. common, OnePartition, ("Pipeline:TransactionTimeout", "2s"),
                ("Pipeline:CommitInterval", "1500ms"), ("Pipeline:MaxMessages", "10"), .. settings,
            ]);
        await using var disposing = app;
        await app.StartAsync();

        await CommittedAsync(app, "doubler", 10);
        await app.StopAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 2), (await app.ReadAllAsync<Doubled>()).Select(Value));
        Assert.True(hook.Calls > 10, "nothing was done again");
    }

    protected async Task FailingHandlerStopsAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await StartAsync(
            prefix, groups => groups.AddDoubler(), OnePartition, ("Pipeline:CommitInterval", "30s")))
        {
            Hook(app).OnEnter = (number, _, _) =>
                number.Value == 6 ? throw new InvalidOperationException("Not a six.") : default;
            await SendAsync(app, 0, 10);

            var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

            Assert.Contains("Not a six.", failure.Message);
            Assert.Equal((0, 6L), (failure.Partition, failure.Offset));
            Assert.Equal([0, 2, 4, 6, 8, 10], (await app.ReadAllAsync<Doubled>()).Select(Value));
            Assert.Equal(6, (await app.CommittedAsync("doubler", "numbers"))[0]);
        }

        await using var again = await StartAsync(prefix, groups => groups.AddDoubler());
        await CommittedAsync(again, "doubler", 10);
        await again.StopAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * 2), (await again.ReadAllAsync<Doubled>()).Select(Value));
    }

    protected async Task PartOfAFailureIsNotSeenAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddRepeater(), OnePartition, ("Pipeline:CommitInterval", "30s"));
        Hook(app).OnEnter = (number, context, _) => context.Offset == 2 && number.Value == 3
            ? throw new InvalidOperationException("In the middle.")
            : default;
        var producer = app.Producer<Number>();
        await producer.SendAsync(new Number("a", 2));
        await producer.SendAsync(new Number("b", 1));
        await producer.SendAsync(new Number("c", 5));

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(2, failure.Offset);
        Assert.Equal(
            [new Doubled("a", 0), new Doubled("a", 1), new Doubled("b", 0)], await app.ReadAllAsync<Doubled>());
        Assert.Equal(2, (await app.CommittedAsync("repeater", "numbers"))[0]);
    }

    protected async Task StopCommitsAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddDoubler(), OnePartition, ("Pipeline:CommitInterval", "30s"));
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Hook(app).OnEnter = (number, _, _) =>
        {
            if (number.Value == 4)
            {
                handled.TrySetResult();
            }

            return default;
        };
        await SendAsync(app, 0, 5);
        await handled.Task.WaitAsync(Patience);

        await app.StopAsync();

        Assert.Equal([0, 2, 4, 6, 8], (await app.ReadAllAsync<Doubled>()).Select(Value));
        Assert.Equal(5, (await app.CommittedAsync("doubler", "numbers"))[0]);
    }

    protected async Task MembersComeAndGoAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var first = await StartAsync(prefix, groups => groups.AddDoubler(), ("Pipeline:MaxMessages", "50"));
        using var feeding = new CancellationTokenSource();
        var feed = FeedAsync(first, feeding.Token);
        await HandledAsync(first, 500);
        await using var second = await StartAsync(
            prefix, groups => groups.AddDoubler(), ("Pipeline:MaxMessages", "50"));
        await HandledAsync(second, 500);
        await using var third = await StartAsync(
            prefix, groups => groups.AddDoubler(), ("Pipeline:MaxMessages", "50"));
        await HandledAsync(third, 500);
        await feeding.CancelAsync();
        var count = await feed;
        await first.StopAsync();
        await third.StopAsync();

        await CommittedAsync(second, "doubler", count);
        await second.StopAsync();

        var doubles = await second.ReadAllAsync<Doubled>();
        Assert.Equal(Enumerable.Range(0, count).Select(i => i * 2), doubles.Select(Value).Order());
        Assert.All(doubles.GroupBy(item => item.Key), AssertInOrder);
    }

    protected async Task BoundsAreKeptAsync()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddDoubler(),
            OnePartition,
            ("Pipeline:MaxMessages", "10"),
            ("Pipeline:CommitInterval", "30s"));

        await SendAsync(app, 0, 40);
        await CommittedAsync(app, "doubler", 40);
        await app.SettledAsync();
        var end = await EndAsync(app, "doubles");
        await app.StopAsync();

        Assert.Equal(44, end); // 40 messages, and the marker of four transactions
    }
}
