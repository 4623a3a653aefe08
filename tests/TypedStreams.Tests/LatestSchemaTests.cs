using TypedStreams.Client;
using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class LatestSchemaTests(TestServers servers)
{
    private static readonly (string, string) UseLatest = ("Producer:UseLatest", "true");

    [Fact]
    public async Task Avro_value_is_written_as_the_latest_version_whose_reader_finds_its_defaults()
    {
        var prefix = TestApp.NewPrefix();
        var subject = prefix + "payments-value";
        await RegistryAdmin.RegisterAsync(servers, subject, SchemaOf<Contracts.V1.Payment>());
        var latest = await RegistryAdmin.RegisterAsync(servers, subject, SchemaOf<Contracts.V2.Payment>());
        await using var app = await TestApp.StartAsync(servers, prefix, settings: UseLatest);

        await app.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p", 5, "note"));

        var value = (await ValuesAsync(app, "payments")).Single();
        Assert.Equal((int)latest["id"]!, IdOf(value));
        Assert.Equal(new Contracts.V2.Payment("p", 5), Read<Contracts.V2.Payment>(value[5..]));
        await app.StopAsync();
    }

    [Fact]
    public async Task Sends_that_waited_for_the_registry_are_written_as_the_latest_version_too()
    {
        var prefix = TestApp.NewPrefix();
        await RegistryAdmin.RegisterAsync(servers, prefix + "payments-value", SchemaOf<Contracts.V2.Payment>());
        await using var app = await TestApp.StartAsync(
            servers, prefix, settings: [UseLatest, ("Partitions", "1")]);
        var producer = app.Producer<Contracts.V1.Payment>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => producer.SendAsync(new Contracts.V1.Payment("p", i, null)).AsTask()));

        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => new Contracts.V2.Payment("p", i)),
            (await ValuesAsync(app, "payments")).Select(value => Read<Contracts.V2.Payment>(value[5..])));
        await app.StopAsync();
    }

    [Fact]
    public async Task Latest_version_that_cannot_read_the_type_is_refused_with_the_differences()
    {
        var prefix = TestApp.NewPrefix();
        await RegistryAdmin.RegisterAsync(servers, prefix + "payments-value", SchemaOf<Contracts.V3.Payment>());
        await using var app = await TestApp.StartAsync(servers, prefix, settings: UseLatest);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await app.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p", 5, null)));

        Assert.Contains(
            $"Payment cannot be written as version 1, the latest of subject '{prefix}payments-value': "
            + "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/2", failure.Message);
        await app.StopAsync();
    }

    [Fact]
    public async Task Without_strictness_each_value_tries()
    {
        var prefix = TestApp.NewPrefix();
        const string Narrow = """
            {"type":"record","name":"Payment","namespace":"shop","fields":[{"name":"PaymentId","type":"string"},
            {"name":"Amount","type":"int"},{"name":"Note","type":"string"}]}
            """;
        await RegistryAdmin.RegisterAsync(servers, prefix + "payments-value", Narrow);
        await using var app = await TestApp.StartAsync(
            servers, prefix, settings: [UseLatest, ("Producer:LatestStrict", "false")]);
        var producer = app.Producer<Contracts.V1.Payment>();

        await producer.SendAsync(new Contracts.V1.Payment("p", 5, "fits"));
        var failure = await Assert.ThrowsAsync<ArgumentException>(
            async () => await producer.SendAsync(new Contracts.V1.Payment("p", 5, null)));

        Assert.Contains("no counterpart in the latest version of subject", failure.Message);
        byte[] expected = [2, .. "p"u8, 10, 8, .. "fits"u8];
        Assert.Equal(expected, (await ValuesAsync(app, "payments")).Single()[5..]);
        await app.StopAsync();
    }

    [Fact]
    public async Task Protobuf_message_is_found_by_its_name_in_the_latest_file()
    {
        var prefix = TestApp.NewPrefix();
        const string File = """
            syntax = "proto3";
            package shop;
            message Envelope { string id = 1; }
            message Parcel { string parcel_id = 1; int64 grams = 2; optional string note = 3; string extra = 9; }
            """;
        await RegistryAdmin.RegisterAsync(servers, prefix + "parcels-value", File, "PROTOBUF");
        await using var app = await TestApp.StartAsync(
            servers, prefix, groups => groups.AddDepot(), settings: UseLatest);

        await app.Producer<Parcel>().SendAsync(new Parcel("p", 7, null));

        Assert.Equal([2, 2], (await ValuesAsync(app, "parcels")).Single()[5..7]);
        Assert.Equal(new Contracts.V2.Parcel("p", 7, null), (await app.Inbox.NextAsync()).Message);
        await app.StopAsync();
    }

    [Fact]
    public async Task Version_is_chosen_by_its_metadata()
    {
        var prefix = TestApp.NewPrefix();
        var subject = prefix + "payments-value";
        var first = await RegistryAdmin.RegisterAsync(
            servers, subject, SchemaOf<Contracts.V1.Payment>(), also: ""","metadata":{"properties":{"major":"1"}}""");
        await RegistryAdmin.RegisterAsync(
            servers, subject, SchemaOf<Contracts.V2.Payment>(), also: ""","metadata":{"properties":{"major":"2"}}""");
        await using var app = await TestApp.StartAsync(
            servers, prefix, settings: ("Producer:UseLatestWithMetadata:major", "1"));

        await app.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p", 5, "note"));

        var value = (await ValuesAsync(app, "payments")).Single();
        Assert.Equal((int)first["id"]!, IdOf(value));
        Assert.Equal(new Contracts.V1.Payment("p", 5, "note"), Read<Contracts.V1.Payment>(value[5..]));
        await app.StopAsync();
    }

    [Fact]
    public async Task Subject_without_a_version_says_what_to_do()
    {
        await using var app = await TestApp.StartAsync(servers, TestApp.NewPrefix(), settings: UseLatest);

        var failure = await Assert.ThrowsAsync<RegistryException>(async () =>
            await app.Producer<Contracts.V1.Payment>().SendAsync(new Contracts.V1.Payment("p", 5, null)));

        Assert.Contains("is to be written as the latest version of subject", failure.Message);
        Assert.Contains("Register one", failure.Message);
    }

    [Fact]
    public async Task Latest_version_is_asked_for_again_in_the_background_and_sends_keep_their_order()
    {
        var prefix = TestApp.NewPrefix();
        var subject = prefix + "payments-value";
        var first = await RegistryAdmin.RegisterAsync(servers, subject, SchemaOf<Contracts.V1.Payment>());
        await using var app = await TestApp.StartAsync(
            servers, prefix, settings: [UseLatest, ("Producer:LatestCacheFor", "1ms"), ("Partitions", "1")]);
        var producer = app.Producer<Contracts.V1.Payment>();
        await producer.SendAsync(new Contracts.V1.Payment("p", 0, null));

        var second = await RegistryAdmin.RegisterAsync(servers, subject, SchemaOf<Contracts.V2.Payment>());
        var sent = 1;
        var values = new List<byte[]>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (values.Count == 0 || IdOf(values[^1]) != (int)second["id"]!)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.WhenAll(Enumerable.Range(sent, 20).Select(
                i => producer.SendAsync(new Contracts.V1.Payment("p", i, null)).AsTask()));
            sent += 20;
            values = await ValuesAsync(app, "payments");
        }

        var ids = values.Select(IdOf).ToList();
        Assert.Equal((int)first["id"]!, ids[0]);
        Assert.Equal(ids.OrderBy(id => id != (int)first["id"]!), ids);
        Assert.Equal(
            Enumerable.Range(0, sent),
            values.Select(value => IdOf(value) == (int)first["id"]!
                ? Read<Contracts.V1.Payment>(value[5..]).Amount
                : (int)Read<Contracts.V2.Payment>(value[5..]).Amount));
        await app.StopAsync();
    }

    private static string SchemaOf<T>()
        where T : IMessage<T> => T.SchemaText;

    private static T Read<T>(byte[] value)
        where T : IMessage<T> => T.Read(value);

    private static int IdOf(byte[] value) => (value[1] << 24) | (value[2] << 16) | (value[3] << 8) | value[4];

    private static Task<List<byte[]>> ValuesAsync(TestApp app, string topic) =>
        app.ReadAllAsync(topic, (ConsumedRecord record) => record.Value!.Value.ToArray());
}
