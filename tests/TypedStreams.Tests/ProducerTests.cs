using System.Net;
using System.Net.Sockets;
using TypedStreams.Client;
using TypedStreams.Registry;
using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class ProducerTests(TestServers servers)
{
    [Fact]
    public async Task Sends_wait_for_a_registry_that_comes_later_and_keep_their_order()
    {
        var address = FreeAddress();
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), null, ("Registry", $"http://{address}"));
        var producer = app.Producer<OrderPlaced>();

        var sends = Enumerable.Range(0, 100)
            .Select(number => producer.SendAsync(Order(number)).AsTask()).ToArray();
        Assert.DoesNotContain(sends, send => send.IsCompleted);
        await using var registry = await RegistryServer.StartAsync(new RegistryOptions { Listen = address });
        var positions = await Task.WhenAll(sends);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), positions.Select(position => position.Offset));
        var received = await app.Inbox.NextAsync(100);
        Assert.Equal(Enumerable.Range(0, 100), received.Select(item => item.As<OrderPlaced>().Number));
        await app.StopAsync();
    }

    [Fact]
    public async Task Value_has_confluents_framing_and_the_key_javas_bytes()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix());

        var position = await app.Producer<Created>().SendAsync(new Created("ab", "c"));
        var schema = await (await app.Connection.GetRegistryAsync())
            .GetVersionAsync(app.Connection.Options.NamePrefix + "events-created");

        var kafka = await app.Connection.GetKafkaAsync();
        await using var consumer = kafka.CreateConsumer(new KafkaConsumerOptions());
        consumer.Assign(new TopicPartitionOffset(position.Topic, position.Partition, 0));
        using var batch = await consumer.ReceiveAsync();
        var id = schema.Schema.Id;
        byte[] expected = [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 4, .. "ab"u8, 2, .. "c"u8];
        Assert.Equal(expected, batch![0].Value!.Value.ToArray());
        Assert.Equal("ab"u8.ToArray(), batch[0].Key!.Value.ToArray());
    }

    [Fact]
    public async Task Schema_that_does_not_fit_its_subject_says_level_version_and_difference()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix());
        await app.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p", 1, null));

        var failure = await Assert.ThrowsAsync<SchemaIncompatibleException>(async () =>
            await app.Producer<Contracts.V3.Payment>().SendAsync(new Contracts.V3.Payment("p", 1, "me")));

        Assert.Equal("BACKWARD", failure.Level);
        Assert.EndsWith("payments-value", failure.Subject);
        Assert.Contains("against version 1: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/2", failure.Message);
    }

    [Fact]
    public async Task Schema_that_is_not_deployed_is_an_error_when_registering_is_off()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), settings: ("Producer:RegisterSchemas", "false"));

        var failure = await Assert.ThrowsAsync<RegistryException>(
            async () => await app.Producer<OrderPlaced>().SendAsync(Order(1)));

        Assert.Contains("The schema of OrderPlaced is not registered", failure.Message);
    }

    [Fact]
    public async Task Producer_works_before_the_host_starts()
    {
        await using var app = TestApp.Build(null, null, ("Embedded", "true"));

        var position = await app.Producer<OrderPlaced>().SendAsync(Order(1));

        Assert.Equal(0, position.Offset);
    }

    private static OrderPlaced Order(int number) => new("o", number, DateTimeOffset.UnixEpoch);

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
