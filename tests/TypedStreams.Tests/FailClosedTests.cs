using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class FailClosedTests(TestServers servers)
{
    private static readonly (string, string) OnePartition = ("Partitions", "1");

    [Fact]
    public async Task Type_without_a_handler_stops_the_host_at_its_offset()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddNamesOnly(), settings: OnePartition);
        await app.Producer<Created>().SendAsync(new Created("a", "first"));
        await app.Producer<Removed>().SendAsync(new Removed("a", 1));
        await app.Producer<Created>().SendAsync(new Created("a", "second"));

        var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());

        Assert.Equal((0, 1L), (failure.Partition, failure.Offset));
        Assert.IsType<UnreadableMessageException>(failure.InnerException);
        Assert.Contains("TypedStreams.Tests.Contracts.Removed", failure.Message);
        Assert.Equal("first", (await app.Inbox.NextAsync()).As<Created>().Name);
        Assert.Equal(0, app.Inbox.Waiting);
        Assert.Equal(1, (await app.CommittedAsync("names", "events"))[0]);
    }

    [Fact]
    public async Task Value_without_a_schema_id_stops_the_host_and_says_what_it_starts_with()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), settings: OnePartition);

        await app.SendRawAsync("orders", 0, """{"a":1}"""u8.ToArray());
        var failure = await app.StopsByItselfAsync();

        Assert.IsType<UnreadableMessageException>(failure?.InnerException);
        Assert.Contains("7B2261223A317D", failure.Message);
    }

    [Fact]
    public async Task Bytes_that_are_not_the_schemas_stop_the_host()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), settings: OnePartition);
        var registry = await app.Connection.GetRegistryAsync();
        var written = await registry.RegisterAsync(
            app.Connection.Options.NamePrefix + "orders-value", SchemaOf<OrderPlaced>(), SchemaFormat.Avro);
        var id = written.Schema.Id;

        await app.SendRawAsync("orders", 0, [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 200]);
        var failure = await app.StopsByItselfAsync();

        var problem = Assert.IsType<MalformedDataException>(failure?.InnerException);
        Assert.Equal("OrderId", problem.Field);
        Assert.Contains("orders-0 offset 0 was not handled: Malformed data at byte 1, in OrderId: ", failure.Message);
    }

    [Fact]
    public async Task Failing_handler_stops_the_host_and_its_message_comes_again_after_a_restart()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await TestApp.StartAsync(
            servers, prefix, groups => groups.AddBilling(), settings: OnePartition))
        {
            app.Inbox.OnReceive = (received, _) => received.As<OrderPlaced>().Number == 2
                ? throw new InvalidOperationException("The rate service said no.")
                : default;
            await SendAsync(app, 4);
            var failure = Assert.IsType<ConsumerGroupFailedException>(await app.StopsByItselfAsync());
            Assert.Contains("The rate service said no.", failure.Message);
            Assert.Equal(2, failure.Offset);
        }

        await using var again = await TestApp.StartAsync(servers, prefix, groups => groups.AddBilling());
        var received = await again.Inbox.NextAsync(2);
        Assert.Equal([2, 3], received.Select(item => item.As<OrderPlaced>().Number));
        await again.StopAsync();
    }

    [Fact]
    public async Task Failing_partition_leaves_the_others_running_when_so_configured()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddBilling(),
            services: null,
            ("Consumer:OnFailure", "StopPartition"),
            ("Partitions", "2"));
        app.Inbox.OnReceive = (received, _) => received.Context.Partition == 0
            ? throw new InvalidOperationException("Not today.")
            : default;
        var producer = app.Producer<OrderPlaced>();

        await producer.SendAsync(Order(0), new SendOptions { Partition = 0 });
        await producer.SendAsync(Order(1), new SendOptions { Partition = 1 });
        await producer.SendAsync(Order(2), new SendOptions { Partition = 0 });
        await producer.SendAsync(Order(3), new SendOptions { Partition = 1 });
        var received = await app.Inbox.NextAsync(2);
        await app.StopAsync();

        Assert.Equal([1, 3], received.Select(item => item.As<OrderPlaced>().Number));
        var committed = await app.CommittedAsync("billing", "orders");
        Assert.Equal(2, committed[1]);
        Assert.False(committed.TryGetValue(0, out var stuck) && stuck > 0);
    }

    [Fact]
    public async Task Handled_offsets_are_committed_on_shutdown_and_a_restart_resumes_behind_them()
    {
        var prefix = TestApp.NewPrefix();
        await using (var app = await TestApp.StartAsync(
            servers, prefix, groups => groups.AddBilling(), null, OnePartition, ("Consumer:CommitInterval", "1h")))
        {
            await SendAsync(app, 5);
            await app.Inbox.NextAsync(5);
            await app.StopAsync();
            Assert.Equal(5, (await app.CommittedAsync("billing", "orders"))[0]);
        }

        await using var again = await TestApp.StartAsync(servers, prefix, groups => groups.AddBilling());
        await again.Producer<OrderPlaced>().SendAsync(Order(5));
        Assert.Equal(5, (await again.Inbox.NextAsync()).As<OrderPlaced>().Number);
        await again.StopAsync();
    }

    [Fact]
    public async Task Handler_that_outlasts_the_drain_is_cancelled_and_its_message_is_not_committed()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddBilling(),
            null,
            OnePartition,
            ("Consumer:DrainTimeout", "0s"));
        var entered = new TaskCompletionSource();
        app.Inbox.OnReceive = async (received, cancellationToken) =>
        {
            if (received.As<OrderPlaced>().Number == 1)
            {
                entered.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }
        };
        await SendAsync(app, 2);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await app.StopAsync();

        Assert.Equal(1, (await app.CommittedAsync("billing", "orders"))[0]);
    }

    [Fact]
    public async Task Full_partition_waits_while_the_other_goes_on_and_loses_nothing()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddBilling(),
            null,
            ("Partitions", "2"),
            ("Consumer:BufferedBatches", "1"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Inbox.OnReceive = async (received, _) =>
        {
            if (received.Context.Partition == 0)
            {
                await gate.Task;
            }
        };
        var producer = app.Producer<OrderPlaced>();
        for (var number = 0; number < 100; number++)
        {
            await producer.SendAsync(Order(number), new SendOptions { Partition = number % 2 });
        }

        var odd = await app.Inbox.NextAsync(50);
        Assert.All(odd, item => Assert.Equal(1, item.Context.Partition));
        gate.SetResult();
        var even = await app.Inbox.NextAsync(50);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * 2), even.Select(item => item.As<OrderPlaced>().Number));
        await app.StopAsync();
    }

    private static OrderPlaced Order(int number) => new("o", number, DateTimeOffset.UnixEpoch);

    private static async Task SendAsync(TestApp app, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await app.Producer<OrderPlaced>().SendAsync(Order(number));
        }
    }

    private static string SchemaOf<T>()
        where T : IMessage<T> => T.SchemaText;
}
