using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Client;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Databases;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Values whose schema is named in a header, however they are sent.</summary>
[Collection(ServersCollection.Name)]
public class HeaderFramingTests(TestServers servers)
{
    private static readonly (string, string) InHeader = ("Producer:SchemaIdIn", "Header");

    [Fact]
    public async Task Value_is_bare_and_its_header_names_the_schema()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await TestApp.StartAsync(
            servers, prefix, groups => groups.AddDepot(), settings: InHeader);
        var parcel = new Contracts.V2.Parcel("p-1", 1_200, "fragile", "post");
        MessageHeader[] own = [new("a", "1"u8.ToArray())];

        await app.Producer<Contracts.V2.Parcel>().SendAsync(parcel, new SendOptions { Headers = own });
        var received = await app.Inbox.NextAsync();

        var record = (await app.ReadAllAsync("parcels", Sent.Of)).Single();
        Assert.Equal(0x0a, record.Value[0]);
        Assert.Equal(["a", "__value_schema_id"], record.Headers.Select(header => header.Name));
        var guid = await GuidOfAsync(app, "parcels-value");
        Assert.Equal([1, .. guid.ToByteArray(bigEndian: true), 0], record.Headers[1].Value);
        Assert.Equal(parcel, received.Message);
        Assert.Equal(["a"], received.Context.Headers.Select(header => header.Name));
        await app.StopAsync();
    }

    [Fact]
    public async Task Sends_before_and_after_the_schema_is_known_are_framed_alike()
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddBilling(), settings: [InHeader, ("Partitions", "1")]);
        var producer = app.Producer<OrderPlaced>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => producer.SendAsync(Order(i)).AsTask()));
        await Task.WhenAll(Enumerable.Range(20, 20).Select(i => producer.SendAsync(Order(i)).AsTask()));

        Assert.Equal(
            Enumerable.Range(0, 40),
            (await app.Inbox.NextAsync(40)).Select(received => received.As<OrderPlaced>().Number));
        Assert.Single((await app.ReadAllAsync("orders", Sent.Of))
            .Select(record => Convert.ToHexString(record.Headers.Single().Value)).Distinct());
        await app.StopAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public async Task What_exactly_once_handlers_return_is_framed_so(string concurrency)
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddDoubler().AddReader(),
            services => services.AddSingleton<PipeHook>(),
            InHeader,
            ("Groups:doubler:Concurrency", concurrency));

        await app.Producer<Number>().SendAsync(new Number("k", 3));

        Assert.Equal(new Doubled("k", 6), (await app.Inbox.NextAsync()).Message);
        var record = (await app.ReadAllAsync("doubles", Sent.Of)).Single();
        Assert.Equal(2, record.Value[0]);
        Assert.Equal(17, record.Headers.Single(header => header.Name == "__value_schema_id").Value.Length);
        await app.StopAsync();
    }

    [Fact]
    public async Task What_leaves_through_the_outbox_is_framed_so()
    {
        await using var database = new SqliteDatabase();
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddOutbox().AddReader(),
            services => services.AddSingleton<DbDataSource>(database.Source),
            InHeader);
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await app.Service<IOutbox>().AddAsync(new Doubled("k", 7), transaction);
            await transaction.CommitAsync();
        }

        Assert.Equal(new Doubled("k", 7), (await app.Inbox.NextAsync()).Message);
        Assert.Equal(2, (await app.ReadAllAsync("doubles", Sent.Of)).Single().Value[0]);
        await app.StopAsync();
    }

    private static OrderPlaced Order(int number) => new("o", number, DateTimeOffset.UnixEpoch);

    private static async Task<Guid> GuidOfAsync(TestApp app, string subject) =>
        (await (await app.Connection.GetRegistryAsync()).GetVersionAsync(
            app.Connection.Options.NamePrefix + subject)).Schema.Guid!.Value;

    private sealed record Sent(byte[] Value, IReadOnlyList<(string Name, byte[] Value)> Headers)
    {
        internal static Sent Of(ConsumedRecord record)
        {
            var headers = new List<(string, byte[])>();
            foreach (var header in record.Headers)
            {
                headers.Add((header.Key, header.Value!.Value.ToArray()));
            }

            return new Sent(record.Value!.Value.ToArray(), headers);
        }
    }
}
