using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class RoundTripTests(TestServers servers)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Sent_message_reaches_its_handler_with_its_context()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddBilling());
        var order = new OrderPlaced("o-1", 7, Noon);
        var header = new MessageHeader("trace", "abc"u8.ToArray());

        var position = await app.Producer<OrderPlaced>().SendAsync(
            order, new SendOptions { Headers = [header], Timestamp = Noon });
        var received = await app.Inbox.NextAsync();

        Assert.Equal(order, received.Message);
        Assert.Equal(position.Topic, received.Context.Topic);
        Assert.Equal((position.Partition, position.Offset), (received.Context.Partition, received.Context.Offset));
        Assert.Equal(Noon, received.Context.Timestamp);
        Assert.Equal("o-1"u8, received.Context.Key!.Value.Span);
        var copy = Assert.Single(received.Context.Headers);
        Assert.Equal("trace", copy.Name);
        Assert.Equal("abc"u8, copy.Value!.Value.Span);
        await app.StopAsync();
    }

    [Fact]
    public async Task Messages_of_one_key_are_handled_in_the_order_of_their_sends()
    {
        const int Keys = 20;
        const int MessagesOfAKey = 200;
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddBilling());
        var producer = app.Producer<OrderPlaced>();

        // Not awaited one by one: the first sends wait for the schema's id while the others are made.
        var sends = new List<Task>();
        for (var number = 0; number < MessagesOfAKey; number++)
        {
            for (var key = 0; key < Keys; key++)
            {
                sends.Add(producer.SendAsync(new OrderPlaced($"key-{key}", number, Noon)).AsTask());
            }
        }

        await Task.WhenAll(sends);
        var received = await app.Inbox.NextAsync(Keys * MessagesOfAKey);

        foreach (var key in received.GroupBy(item => item.As<OrderPlaced>().OrderId))
        {
            Assert.Equal(Enumerable.Range(0, MessagesOfAKey), key.Select(item => item.As<OrderPlaced>().Number));
            Assert.Single(key.Select(item => item.Context.Partition).Distinct());
        }

        Assert.True(received.Select(item => item.Context.Partition).Distinct().Count() > 1);
        await app.StopAsync();
    }

    [Fact]
    public async Task Two_groups_each_receive_every_message()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling().AddShipping());
        var producer = app.Producer<OrderPlaced>();
        for (var i = 0; i < 10; i++)
        {
            await producer.SendAsync(new OrderPlaced($"o-{i}", i, Noon));
        }

        var received = await app.Inbox.NextAsync(20);

        var expected = Enumerable.Range(0, 10);
        Assert.Equal(expected, Numbers("billing"));
        Assert.Equal(expected, Numbers("shipping"));
        await app.StopAsync();

        IEnumerable<int> Numbers(string group) =>
            received.Where(item => item.Group == group).Select(item => item.As<OrderPlaced>().Number).Order();
    }

    [Fact]
    public async Task Several_types_on_one_topic_reach_the_handler_of_each()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddAudit());

        await app.Producer<Created>().SendAsync(new Created("x", "name"));
        await app.Producer<Removed>().SendAsync(new Removed("x", 3));
        var received = await app.Inbox.NextAsync(2);

        Assert.Equal([new Created("x", "name"), new Removed("x", 3)], received.Select(item => item.Message));
        await app.StopAsync();
    }

    [Fact]
    public async Task Tombstone_is_passed_over_and_committed()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), settings: ("Partitions", "1"));
        var producer = app.Producer<OrderPlaced>();

        await producer.DeleteAsync("o-1");
        await producer.SendAsync(new OrderPlaced("o-2", 2, Noon));
        var received = await app.Inbox.NextAsync();
        await app.StopAsync();

        Assert.Equal(2, received.As<OrderPlaced>().Number);
        Assert.Equal(2, (await app.CommittedAsync("billing", "orders"))[0]);
    }

    [Fact]
    public async Task Record_of_an_older_schema_is_read_with_the_new_members_default()
    {
        var prefix = TestApp.NewPrefix();
        await using (var old = await TestApp.StartAsync(servers, prefix))
        {
            await old.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p-1", 12, "a note"));
            await old.StopAsync();
        }

        await using var app = await TestApp.StartAsync(servers, prefix, groups => groups.AddLedger());
        await app.Producer<Contracts.V2.Payment>().SendAsync(new Contracts.V2.Payment("p-1", 13, "CHF"));
        var received = await app.Inbox.NextAsync(2);

        Assert.Equal(
            [new Contracts.V2.Payment("p-1", 12, "EUR"), new Contracts.V2.Payment("p-1", 13, "CHF")],
            received.Select(item => item.Message));
        await app.StopAsync();
    }
}
