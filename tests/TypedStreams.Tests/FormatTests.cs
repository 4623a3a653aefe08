using System.Text.Json;
using TypedStreams.Client;
using TypedStreams.Protocol.Records;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class FormatTests(TestServers servers)
{
    private const string Header = "__value_schema_id";

    [Fact]
    public async Task Protobuf_and_json_messages_reach_their_handlers()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddDepot());
        var parcel = new Contracts.V2.Parcel("p-1", 1_200, "fragile", "post");
        var quote = new Quote("q-1", 12.5, "EUR");

        await app.Producer<Contracts.V2.Parcel>().SendAsync(parcel);
        await app.Producer<Quote>().SendAsync(quote);
        var received = await app.Inbox.NextAsync(2);

        Assert.Equivalent(new object[] { parcel, quote }, received.Select(item => item.Message));
        Assert.Contains(received, item => item.Message.Equals(parcel));
        Assert.Contains(received, item => item.Message.Equals(quote));
        await app.StopAsync();
    }

    [Fact]
    public async Task Protobuf_message_of_an_older_contract_is_read_by_todays()
    {
        var prefix = TestApp.NewPrefix();
        await using (var old = await TestApp.StartAsync(servers, prefix))
        {
            await old.Producer<Parcel>().SendAsync(new Parcel("p-1", 7, null));
            await old.StopAsync();
        }

        await using var app = await TestApp.StartAsync(servers, prefix, groups => groups.AddDepot());
        var received = await app.Inbox.NextAsync();

        Assert.Equal(new Contracts.V2.Parcel("p-1", 7, null), received.Message);
        await app.StopAsync();
    }

    [Fact]
    public async Task Protobuf_value_names_the_first_message_of_its_file_behind_the_schema_id()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix());
        await app.Producer<Parcel>().SendAsync(new Parcel("p-1", 1, null));

        var value = await ReadOneAsync(app, "parcels");

        Assert.Equal(0, value[0]);
        Assert.True(BitConverter.ToInt32([value[4], value[3], value[2], value[1]]) > 0);
        Assert.Equal([0, 0x0a, 3, (byte)'p', (byte)'-', (byte)'1'], value[5..11]);
        await app.StopAsync();
    }

    [Fact]
    public async Task Protobuf_value_that_names_a_message_nobody_handles_stops_the_group()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddDepot());
        await app.Producer<Contracts.V2.Parcel>().SendAsync(new Contracts.V2.Parcel("p-1", 1, null));
        await app.Inbox.NextAsync();
        var value = await ReadOneAsync(app, "parcels");

        // One step, to the second message: there is none.
        await app.SendRawAsync("parcels", partition: 0, [.. value[..5], 2, 2, .. value[6..]]);

        var failure = await app.StopsByItselfAsync();
        Assert.Contains("does not name one of the 1 messages", failure?.ToString());
    }

    [Fact]
    public async Task Values_that_name_their_schema_by_its_guid_reach_their_handlers()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), groups => groups.AddDepot());
        var parcel = new Contracts.V2.Parcel("p-1", 1_200, "fragile", "post");
        var quote = new Quote("q-1", 12.5, "EUR");
        await app.Producer<Contracts.V2.Parcel>().SendAsync(parcel);
        await app.Producer<Quote>().SendAsync(quote);
        await app.Inbox.NextAsync(2);
        var parcelBytes = await ReadOneAsync(app, "parcels");
        var quoteBytes = await ReadOneAsync(app, "quotes");
        byte[] parcelGuid = [1, .. await GuidOfAsync(app, "parcels-value")];
        byte[] quoteGuid = [1, .. await GuidOfAsync(app, "quotes-value")];

        // In a header, where Protobuf's path to the message is too; then before the value.
        await app.SendRawAsync("parcels", 0, parcelBytes[6..], new RecordHeader(Header, (byte[])[.. parcelGuid, 0]));
        await app.SendRawAsync("quotes", 0, quoteBytes[5..], new RecordHeader(Header, quoteGuid));
        var named = await app.Inbox.NextAsync(2);
        await app.SendRawAsync("parcels", 0, [.. parcelGuid, .. parcelBytes[5..]]);
        await app.SendRawAsync("quotes", 0, [.. quoteGuid, .. quoteBytes[5..]]);
        var prefixed = await app.Inbox.NextAsync(2);

        Assert.Equal<object>(new HashSet<object> { parcel, quote }, named.Select(item => item.Message).ToHashSet());
        Assert.Equal<object>(new HashSet<object> { parcel, quote }, prefixed.Select(item => item.Message).ToHashSet());
        Assert.All(named, item => Assert.Empty(item.Context.Headers));
        await app.StopAsync();
    }

    [Fact]
    public async Task Guid_that_the_registry_does_not_know_stops_the_group_and_is_named()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), settings: ("Partitions", "1"));
        var guid = Guid.NewGuid();

        await app.SendRawAsync("orders", 0, [1, .. guid.ToByteArray(bigEndian: true), 2]);
        var failure = await app.StopsByItselfAsync();

        Assert.Equal(40403, Assert.IsType<SchemaRegistry.RegistryException>(failure?.InnerException).Code);
        Assert.Contains($"{guid}", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<byte[]> GuidOfAsync(TestApp app, string subject)
    {
        using var client = new HttpClient { BaseAddress = new Uri(servers.Registry) };
        var name = app.Connection.Options.NamePrefix + subject;
        using var reply = JsonDocument.Parse(await client.GetStringAsync($"subjects/{name}/versions/latest"));
        return reply.RootElement.GetProperty("guid").GetGuid().ToByteArray(bigEndian: true);
    }

    private static async Task<byte[]> ReadOneAsync(TestApp app, string topic)
    {
        var kafka = await app.Connection.GetKafkaAsync();
        await using var consumer = kafka.CreateConsumer(new KafkaConsumerOptions
        {
            GroupId = $"reader-{Guid.NewGuid():N}",
            OffsetReset = OffsetReset.Earliest,
        });
        consumer.Subscribe(app.Connection.Options.NamePrefix + topic);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var batch = await consumer.ReceiveAsync(patience.Token);
        foreach (var record in batch!)
        {
            return record.Value!.Value.ToArray();
        }

        throw new InvalidOperationException("The batch is empty.");
    }
}
