using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Batches;

/// <summary>Handlers that take several messages in a call, exactly once.</summary>
[Collection(ServersCollection.Name)]
public sealed class BatchPipelineTests(TestServers servers)
{
    private const int Keys = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly (string, string) OnePartition = ("Partitions", "1");

    [Fact]
    public async Task Every_input_comes_out_once_in_the_order_of_its_key_and_many_batches_share_a_transaction()
    {
        const int Count = 3000;
        var prefix = TestApp.NewPrefix();
        await using (var source = await StartAsync(prefix, _ => { }, OnePartition))
        {
            await SendAsync(source, 0, Count);
        }

        await using var app = await StartAsync(prefix, groups => groups.AddCrates(), OnePartition);
        await CommittedAsync(app, Count);
        await app.StopAsync();

        var doubles = await app.ReadAllAsync<Doubled>();
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i * 2), doubles.Select(item => item.Value).Order());
        Assert.All(doubles.GroupBy(item => item.Key), AssertInOrder);
        Assert.All(Hook(app).Calls, call => Assert.InRange(call.Messages.Count, 1, 10));
        Assert.True(await EndAsync(app, "doubles") < Count + (Count / 10), "each batch had a transaction of its own");
    }

    [Fact]
    public async Task Culprit_that_is_named_is_put_aside_in_the_transaction_and_nothing_of_a_failed_call_is_sent()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddCrates(), OnePartition, ("Groups:crates:Batch:MaxWait", "1h"));
        Hook(app).OnEnter = (call, _) => Values(call).ToList().IndexOf(4) is >= 0 and var index
            ? throw new BatchFailedException(index, new FormatException("Not a four."))
            : default;

        await SendAsync(app, 0, 10);
        await CommittedAsync(app, 10);
        await app.StopAsync();

        // What is before it is called again by itself, because the call that failed has returned nothing.
        Assert.Equal(
            [(0, 10), (0, 4), (4, 6), (5, 5)], Hook(app).Calls.Select(call => (call.Offsets[0], call.Offsets.Length)));
        Assert.Equal(
            new[] { 0, 1, 2, 3, 5, 6, 7, 8, 9 }.Select(value => value * 2),
            (await app.ReadAllAsync<Doubled>()).Select(item => item.Value));
        var dead = Assert.Single(await app.ReadAllAsync("numbers.crates.dead", Letter.Of));
        Assert.Equal("4", dead.Header(LetterHeaders.OriginOffset));
        Assert.Equal("Not a four.", dead.Header(LetterHeaders.ErrorMessage));
    }

    [Fact]
    public async Task Culprits_that_are_named_and_others_beside_them_are_put_aside_and_nothing_else()
    {
        const int Count = 500;
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddCrates());
        Hook(app).OnEnter = (call, _) =>
            Values(call).ToList().FindIndex(value => value % 23 == 0) is >= 0 and var index
                ? throw new BatchFailedException(index, new FormatException("This one."))
            : Values(call).Any(value => value % 17 == 0) ? throw new InvalidOperationException("One of these.")
            : default;

        await SendAsync(app, 0, Count);
        await CommittedAsync(app, Count);
        await app.StopAsync();

        var bad = Enumerable.Range(0, Count).Where(value => value % 17 == 0 || value % 23 == 0).ToList();
        var doubles = await app.ReadAllAsync<Doubled>();
        Assert.Equal(
            Enumerable.Range(0, Count).Except(bad).Select(value => value * 2),
            doubles.Select(item => item.Value).Order());
        Assert.All(doubles.GroupBy(item => item.Key), AssertInOrder);
        var dead = await app.ReadAllAsync<Number>("numbers.crates.dead");
        Assert.Equal(bad, dead.Select(number => number.Value).Order());
    }

    [Fact]
    public async Task Without_dead_letters_what_is_before_the_batch_commits_and_its_partition_stops_there()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddCrates(),
            OnePartition,
            ("Groups:crates:DeadLetters", "false"),
            ("Groups:crates:Batch:MaxWait", "1h"),
            ("Pipeline:CommitInterval", "30s"));
        Hook(app).OnEnter = (call, _) => Values(call).Contains(15)
            ? throw new InvalidOperationException("Not fifteen.")
            : default;
        await SendAsync(app, 0, 20);

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(10, failure.Offset);
        Assert.Equal(10, (await app.CommittedAsync("crates", "numbers"))[0]);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(value => value * 2),
            (await app.ReadAllAsync<Doubled>()).Select(item => item.Value));
    }

    [Fact]
    public async Task Stop_in_the_middle_of_a_batch_commits_it_whole_and_drops_the_one_that_waits()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddCrates(),
            OnePartition,
            ("Groups:crates:Batch:MaxWait", "1h"),
            ("Pipeline:CommitInterval", "30s"));
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Hook(app).OnEnter = async (_, _) =>
        {
            entered.TrySetResult();
            await leave.Task;
        };
        await SendAsync(app, 0, 14);
        await entered.Task.WaitAsync(Patience);
        var stopping = app.StopAsync();
        leave.SetResult();
        await stopping;

        Assert.Equal(10, (await app.CommittedAsync("crates", "numbers"))[0]);
        Assert.Equal(10, (await app.ReadAllAsync<Doubled>()).Count);
    }

    [Fact]
    public async Task Transaction_that_the_coordinator_aborted_is_done_again_and_comes_out_once_with_its_letter()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(),
            groups => groups.AddCrates(),
            OnePartition,
            ("Groups:crates:Batch:MaxMessages", "1"),
            ("Pipeline:TransactionTimeout", "600ms"),
            ("Pipeline:CommitInterval", "500ms"));
        var isFirst = true;
        Hook(app).OnEnter = (call, _) =>
        {
            var value = Assert.Single(Values(call));
            if (value == 0)
            {
                throw new InvalidOperationException("Never.");
            }

            if (value == 1 && isFirst)
            {
                // The letter, and the coordinator's marker behind it. Blocks, so that the worker cannot commit.
                isFirst = false;
                app.EndsAtAsync("numbers.crates.dead", 2).Wait(CancellationToken.None);
            }

            return default;
        };

        await SendAsync(app, 0, 3);
        await CommittedAsync(app, 3);
        await app.StopAsync();

        Assert.Equal([2, 4], (await app.ReadAllAsync<Doubled>()).Select(item => item.Value));
        Assert.Single(await app.ReadAllAsync("numbers.crates.dead", Letter.Of));
    }

    [Fact]
    public async Task Members_that_come_and_go_neither_lose_nor_repeat_a_message_nor_a_letter()
    {
        var prefix = TestApp.NewPrefix();
        await using var first = await StartAsync(prefix, groups => groups.AddCrates());
        Hook(first).OnEnter = FailSome;
        using var feeding = new CancellationTokenSource();
        var feed = FeedAsync(first, feeding.Token);
        await Hook(first).HandledAsync(300);
        await using var second = await StartAsync(prefix, groups => groups.AddCrates(), FailSome);
        await Hook(second).HandledAsync(300);
        await using var third = await StartAsync(prefix, groups => groups.AddCrates(), FailSome);
        await Hook(third).HandledAsync(300);
        await feeding.CancelAsync();
        var count = await feed;
        await first.StopAsync();
        await third.StopAsync();

        await CommittedAsync(second, count);
        await second.StopAsync();

        var doubles = await second.ReadAllAsync<Doubled>();
        Assert.Equal(
            Enumerable.Range(0, count).Where(value => value % 97 != 0).Select(value => value * 2),
            doubles.Select(item => item.Value).Order());
        Assert.All(doubles.GroupBy(item => item.Key), AssertInOrder);
        var dead = await second.ReadAllAsync<Number>("numbers.crates.dead");
        Assert.Equal(
            Enumerable.Range(0, count).Where(value => value % 97 == 0), dead.Select(number => number.Value).Order());

        static ValueTask FailSome(BatchCall call, CancellationToken cancellationToken) =>
            Values(call).Any(value => value % 97 == 0) ? throw new InvalidOperationException("One of these.") : default;
    }

    private Task<TestApp> StartAsync(
        string prefix, Action<ITypedStreamsBuilder> groups, params (string Key, string Value)[] settings) =>
        StartAsync(prefix, groups, null, settings);

    private Task<TestApp> StartAsync(
        string prefix,
        Action<ITypedStreamsBuilder> groups,
        Func<BatchCall, CancellationToken, ValueTask>? onEnter,
        params (string Key, string Value)[] settings) => TestApp.StartAsync(
            servers, prefix, groups, services => services.AddSingleton(new BatchHook { OnEnter = onEnter }), settings);

    private static BatchHook Hook(TestApp app) => app.Service<BatchHook>();

    private static IEnumerable<int> Values(BatchCall call) =>
        call.Messages.Cast<Number>().Select(number => number.Value);

    private static void AssertInOrder(IGrouping<string, Doubled> key) =>
        Assert.Equal(key.Select(item => item.Value).Order(), key.Select(item => item.Value));

    private static Task SendAsync(TestApp app, int from, int to)
    {
        var producer = app.Producer<Number>();
        return Task.WhenAll(Enumerable.Range(from, to - from).Select(
            value => producer.SendAsync(new Number($"key-{value % Keys}", value)).AsTask()));
    }

    private static async Task<int> FeedAsync(TestApp app, CancellationToken end)
    {
        const int AtOnce = 50;
        var sent = 0;
        for (; !end.IsCancellationRequested; sent += AtOnce)
        {
            await SendAsync(app, sent, sent + AtOnce);
        }

        return sent;
    }

    private static async Task CommittedAsync(TestApp app, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await app.CommittedAsync("crates", "numbers")).Values.Sum() < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<long> EndAsync(TestApp app, string topic)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        var partition = new Protocol.TopicPartition(app.Connection.Options.NamePrefix + topic, 0);
        var ends = await kafka.Admin.ListOffsetsAsync([partition], Client.TopicPartitionOffset.End);
        return ends[partition].Offset;
    }
}
