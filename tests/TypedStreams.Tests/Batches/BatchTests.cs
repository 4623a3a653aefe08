using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Broker.Hosting;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Batches;

/// <summary>Handlers that take several messages in a call, at least once.</summary>
[Collection(ServersCollection.Name)]
public sealed partial class BatchTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");

    [Fact]
    public async Task Messages_of_a_partition_come_in_order_as_many_a_call_as_the_bound_says()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddPacker());

        await SendAsync(app, 0, 30);
        await Hook(app).HandledAsync(30);
        await app.StopAsync();

        Assert.Equal(
            [Range(0, 10), Range(10, 10), Range(20, 10)], Hook(app).Calls.Select(call => Values(call)));
        var second = Hook(app).Calls.ElementAt(1).Context;
        Assert.Equal(
            (app.Connection.Options.NamePrefix + "numbers", 0, 10L, 19L, 10),
            (second.Topic, second.Partition, second.FirstOffset, second.LastOffset, second.Count));
        Assert.Equal(13, second[3].Offset);
        Assert.Equal(30, (await app.CommittedAsync("packer", "numbers"))[0]);
    }

    [Fact]
    public async Task Batch_waits_for_more_as_long_as_it_may_and_no_longer()
    {
        var clock = new VirtualClock();
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddPacker(), clock);

        await SendAsync(app, 0, 3);
        while (Hook(app).Handled.Sum(call => call.Messages.Count) < 3)
        {
            clock.Advance(TimeSpan.FromMinutes(10)); // six of them are the wait
            await Task.Yield();
        }

        await app.StopAsync();
        Assert.Equal(Range(0, 3), Hook(app).Handled.SelectMany(Values));
    }

    [Theory]
    [InlineData("Groups:packer:Batch:MaxMessages", "3", 3)]
    [InlineData("Groups:packer:Batch:MaxBytes", "1", 1)]
    [InlineData("Groups:packer:Batch:MaxBytes", "40", 3)]
    public async Task Configuration_says_how_much_goes_into_a_call(string key, string value, int messages)
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddPacker(), settings: [(key, value)]);

        // 5 bytes of framing, 6 and 1 of value, 5 of key: 17 each.
        await SendAsync(app, 0, 6);
        await Hook(app).HandledAsync(6);
        await app.StopAsync();

        Assert.All(Hook(app).Calls, call => Assert.Equal(messages, call.Messages.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_of_another_type_ends_a_batch_so_that_the_order_of_the_partition_holds(bool isView)
    {
        var prefix = TestApp.NewPrefix();
        await using (var source = await StartAsync(prefix, _ => { }))
        {
            foreach (var step in "CCRCRRC")
            {
                await (step == 'C'
                    ? source.Producer<Created>().SendAsync(new Created("k", "n")).AsTask()
                    : source.Producer<Removed>().SendAsync(new Removed("k", 1)).AsTask());
            }
        }

        await using var app = await StartAsync(
            prefix, groups => _ = isView ? groups.AddMixedView() : groups.AddMixed());
        await Hook(app).HandledAsync(7);
        await app.StopAsync();

        Assert.Equal(Range(0, 7).Select(i => (long)i), Hook(app).Calls.SelectMany(call => call.Offsets));
        Assert.All(
            Hook(app).Calls, call => Assert.Single(call.Messages.Select(message => message.GetType()).Distinct()));
        Assert.Equal(7, (await app.CommittedAsync("mixed", "events"))[0]);
    }

    [Fact]
    public async Task Tombstones_are_no_messages_and_are_committed()
    {
        await using var app = await StartAsync(TestApp.NewPrefix(), groups => groups.AddMixed());
        await SendTombstoneAsync(app, "events");
        await app.Producer<Created>().SendAsync(new Created("k", "n"));
        await SendTombstoneAsync(app, "events");
        await app.Producer<Removed>().SendAsync(new Removed("k", 1));
        await SendTombstoneAsync(app, "events");

        await UntilCommittedAsync(app, "mixed", "events", 5);
        await app.StopAsync();

        Assert.Equal([[1L], [3L]], Hook(app).Calls.Select(call => call.Offsets));
    }

    [Fact]
    public async Task Handler_with_something_scoped_gets_one_scope_a_batch()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddScopedBatches(),
            services => services.AddSingleton<BatchHook>().AddScoped<ScopedHandler.Work>(),
            OnePartition);

        await SendAsync(app, 0, 10);
        await Hook(app).HandledAsync(10);
        await app.StopAsync();

        Assert.Equal([5, 5], app.Inbox.Notes);
    }

    [Fact]
    public async Task Stop_in_the_middle_of_a_batch_lets_it_end_and_commits_behind_it_alone()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await StartAsync(prefix, groups => groups.AddPacker()))
        {
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Hook(app).OnEnter = async (_, _) =>
            {
                entered.TrySetResult();
                await leave.Task;
            };
            await SendAsync(app, 0, 14);
            await entered.Task;
            var stopping = app.StopAsync();
            leave.SetResult();
            await stopping;

            Assert.Equal(Range(0, 10), Hook(app).Calls.SelectMany(Values));
            Assert.Equal(10, (await app.CommittedAsync("packer", "numbers"))[0]);
        }

        await using var again = await StartAsync(
            prefix, groups => groups.AddPacker(), settings: [("Groups:packer:Batch:MaxWait", "0ms")]);
        await Hook(again).HandledAsync(4);
        await again.StopAsync();
        Assert.Equal(Range(10, 4), Hook(again).Handled.SelectMany(Values));
    }

    [Fact]
    public async Task Stop_that_cuts_a_batch_off_commits_nothing_of_it()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await StartAsync(
            prefix, groups => groups.AddPacker(), settings: [("Consumer:DrainTimeout", "10ms")]);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Hook(app).OnEnter = async (call, cancellationToken) =>
        {
            if (call.Context.FirstOffset == 10)
            {
                entered.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
        };
        await SendAsync(app, 0, 20);
        await entered.Task;

        await app.StopAsync();

        Assert.Equal(10, (await app.CommittedAsync("packer", "numbers"))[0]);
    }

    [Fact]
    public async Task Members_that_come_and_go_lose_no_message()
    {
        var prefix = TestApp.NewPrefix();
        (string, string)[] settings = [("Partitions", "4"), ("Groups:packer:Batch:MaxWait", "5ms")];
        await using var first = await StartAsync(prefix, groups => groups.AddPacker(), settings: settings);
        using var feeding = new CancellationTokenSource();
        var feed = FeedAsync(first, feeding.Token);
        await Hook(first).HandledAsync(300);
        await using var second = await StartAsync(prefix, groups => groups.AddPacker(), settings: settings);
        await Hook(second).HandledAsync(300);
        await feeding.CancelAsync();
        var count = await feed;
        await first.StopAsync();
        await UntilCommittedAsync(second, "packer", "numbers", count);
        await second.StopAsync();

        var handled = Hook(first).Handled.Concat(Hook(second).Handled).SelectMany(Values);
        Assert.Equal(Range(0, count), handled.Distinct().Order());
    }

    [Fact]
    public async Task Concurrency_of_a_group_with_batches_is_refused_at_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            TestApp.NewPrefix(), groups => groups.AddPacker(), settings: [("Groups:packer:Concurrency", "2")]));

        Assert.Contains("Consumer group 'packer' is configured with Concurrency 2", failure.Message);
    }

    [Fact]
    public async Task Concurrency_of_all_groups_leaves_batches_in_the_order_of_the_partition()
    {
        await using var app = await StartAsync(
            TestApp.NewPrefix(), groups => groups.AddPacker(), settings: [("Consumer:Concurrency", "8")]);
        await SendAsync(app, 0, 20);
        await Hook(app).HandledAsync(20);
        await app.StopAsync();

        Assert.Equal(Range(0, 20), Hook(app).Calls.SelectMany(Values));
    }
}
