using System.Collections.Concurrent;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>At least once, many messages of a partition at a time.</summary>
[Collection(ServersCollection.Name)]
public class LaneTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Messages_of_different_keys_are_handled_at_once_and_those_of_one_key_in_order()
    {
        const int Count = 400;
        const int Keys = 5;
        await using var app = await StartAsync(TestApp.NewPrefix());
        var inside = new ConcurrentDictionary<string, int>();
        var together = NewSource();
        app.Inbox.OnReceive = async (received, cancellationToken) =>
        {
            var key = received.As<OrderPlaced>().OrderId;
            Assert.True(inside.TryAdd(key, 0), "Two messages of one key are handled at once.");
            if (inside.Count >= 3)
            {
                together.TrySetResult();
            }

            await together.Task.WaitAsync(Patience, cancellationToken);
            inside.TryRemove(key, out var _);
        };

        await SendAsync(app, Enumerable.Range(0, Count).Select(number => Order($"key-{number % Keys}", number)));
        var received = await app.Inbox.NextAsync(Count);
        await app.StopAsync();

        Assert.All(
            received.Select(item => item.As<OrderPlaced>()).GroupBy(order => order.OrderId),
            key => Assert.Equal(key.Select(order => order.Number).Order(), key.Select(order => order.Number)));
        Assert.Equal(Count, (await app.CommittedAsync("busy", "orders"))[0]);
    }

    [Fact]
    public async Task Messages_without_a_key_are_handled_at_once_also_by_handlers_that_block()
    {
        await using var app = await StartAsync(TestApp.NewPrefix());
        using var meeting = new Barrier(4);
        app.Inbox.OnReceive = (_, cancellationToken) =>
        {
            Assert.True(meeting.SignalAndWait(Patience, cancellationToken));
            return default;
        };

        var ticks = app.Producer<Tick>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => ticks.SendAsync(new Tick(number)).AsTask()));
        var received = await app.Inbox.NextAsync(4);
        await app.StopAsync();

        Assert.Equal([0, 1, 2, 3], received.Select(item => item.As<Tick>().Number).Order());
    }

    [Fact]
    public async Task Slow_key_holds_up_the_commit_and_not_the_others_and_its_message_comes_again()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await StartAsync(prefix, ("Consumer:DrainTimeout", "0s")))
        {
            app.Inbox.OnReceive = async (received, cancellationToken) =>
            {
                if (received.As<OrderPlaced>().Number == 2)
                {
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                }
            };
            await SendAsync(app, Enumerable.Range(0, 6).Select(number => Order($"{number}", number)));
            var others = await app.Inbox.NextAsync(5);
            Assert.DoesNotContain(others, item => item.As<OrderPlaced>().Number == 2);

            await app.StopAsync();
            Assert.Equal(2, (await app.CommittedAsync("busy", "orders"))[0]);
        }

        await using var again = await StartAsync(prefix);
        var received = await again.Inbox.NextAsync(4);
        Assert.Equal([2, 3, 4, 5], received.Select(item => item.As<OrderPlaced>().Number).Order());
        await again.StopAsync();
    }

    [Fact]
    public async Task First_failure_stops_the_partition_once_everything_before_it_is_handled()
    {
        await using var app = await StartAsync(TestApp.NewPrefix());
        var failed = NewSource();
        app.Inbox.OnReceive = async (received, cancellationToken) =>
        {
            switch (received.As<OrderPlaced>().Number)
            {
                case 1:
                    // Goes on when a later message has failed already.
                    await failed.Task.WaitAsync(Patience, cancellationToken);
                    break;
                case 3:
                    failed.TrySetResult();
                    throw new InvalidOperationException("Not a three.");
            }
        };

        // The third of its key waits for the first, so it starts after the failure, and is before it all the same.
        await SendAsync(
            app, [Order("a", 0), Order("b", 1), Order("b", 2), Order("c", 3), Order("c", 4), Order("d", 5)]);
        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(3, failure.Offset);
        Assert.Contains("Not a three.", failure.Message);
        Assert.Equal(3, (await app.CommittedAsync("busy", "orders"))[0]);
        var handled = (await app.Inbox.NextAsync(app.Inbox.Waiting)).Select(item => item.As<OrderPlaced>().Number);
        Assert.Superset(new HashSet<int> { 0, 1, 2 }, handled.ToHashSet());
        Assert.DoesNotContain(4, handled);
    }

    [Fact]
    public async Task Failing_message_is_tried_again_in_its_place_until_it_is_handled()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddPatient(), settings: OnePartition);
        var calls = new ConcurrentQueue<int>();
        app.Inbox.OnReceive = (received, _) =>
        {
            var number = received.As<OrderPlaced>().Number;
            calls.Enqueue(number);
            return number == 1 && calls.Count(call => call == 1) < 3
                ? throw new InvalidOperationException("Not yet.")
                : default;
        };

        await SendAsync(app, Enumerable.Range(0, 3).Select(number => Order("o", number)));
        var received = await app.Inbox.NextAsync(3);
        await app.StopAsync();

        Assert.Equal([0, 1, 2], received.Select(item => item.As<OrderPlaced>().Number));
        Assert.Equal([0, 1, 1, 1, 2], calls);
        Assert.Equal(3, (await app.CommittedAsync("patient", "orders"))[0]);
    }

    [Fact]
    public async Task Message_that_fails_each_time_stops_the_partition_after_its_last_attempt()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddPatient(),
            null,
            OnePartition,
            ("Groups:patient:Retry:Attempts", "5"));
        var calls = 0;
        app.Inbox.OnReceive = (received, _) => received.As<OrderPlaced>().Number == 1
            ? throw new InvalidOperationException($"Call {Interlocked.Increment(ref calls)}.")
            : default;

        await SendAsync(app, Enumerable.Range(0, 3).Select(number => Order("o", number)));
        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal(1, failure.Offset);
        Assert.Contains("Call 5.", failure.Message);
        Assert.Equal(1, (await app.CommittedAsync("patient", "orders"))[0]);
    }

    [Fact]
    public async Task Waiting_for_another_attempt_ends_with_the_host_and_holds_up_only_its_key()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddPatient(),
            null,
            OnePartition,
            ("Groups:patient:Concurrency", "4"),
            ("Groups:patient:Retry:FirstDelay", "1h"),
            ("Groups:patient:Retry:LongestDelay", "1h"));
        app.Inbox.OnReceive = (received, _) => received.As<OrderPlaced>().OrderId == "bad"
            ? throw new InvalidOperationException("Not yet.")
            : default;

        await SendAsync(app, [Order("a", 0), Order("bad", 1), Order("b", 2), Order("bad", 3), Order("c", 4)]);
        var others = await app.Inbox.NextAsync(3);
        await app.StopAsync();

        Assert.Equal([0, 2, 4], others.Select(item => item.As<OrderPlaced>().Number).Order());
        Assert.Equal(1, (await app.CommittedAsync("patient", "orders"))[0]);
    }

    private Task<TestApp> StartAsync(string prefix, params (string Key, string Value)[] settings) => TestApp.StartAsync(
        servers, prefix, groups => groups.AddBusy(), null, [OnePartition, .. settings]);

    private static OrderPlaced Order(string key, int number) => new(key, number, DateTimeOffset.UnixEpoch);

    private static async Task SendAsync(TestApp app, IEnumerable<OrderPlaced> orders)
    {
        var producer = app.Producer<OrderPlaced>();
        await Task.WhenAll(orders.Select(order => producer.SendAsync(order).AsTask()));
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
