using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class SubjectNameTests(TestServers servers)
{
    [Theory]
    [InlineData("TopicName", "orders-value", "parcels-value", "quotes-value")]
    [InlineData("RecordName", "TypedStreams.Tests.Contracts.OrderPlaced", "shop.Parcel", "Quote")]
    [InlineData(
        "TopicRecordName", "orders-TypedStreams.Tests.Contracts.OrderPlaced", "parcels-shop.Parcel", "quotes-Quote")]
    [InlineData("Associated", "orders-value", "parcels-value", "quotes-value")]
    public async Task Setting_names_the_subjects_of_types_that_do_not_say_it(
        string strategy, string avro, string protobuf, string json)
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await TestApp.StartAsync(
            servers, prefix, settings: ("Producer:SubjectNameStrategy", strategy));

        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch));
        await app.Producer<Parcel>().SendAsync(new Parcel("p", 1, null));
        await app.Producer<Quote>().SendAsync(new Quote("q", 1, "EUR"));
        await app.Producer<Created>().SendAsync(new Created("c", "named by its attribute"));

        // The TopicName prefix of a name and the prefix of the application are one.
        Assert.Equal(
            new[] { avro, protobuf, json, "events-created" }.Order(StringComparer.Ordinal),
            (await RegistryAdmin.SubjectsAsync(servers, prefix)).Order(StringComparer.Ordinal));
        await app.StopAsync();
    }

    [Fact]
    public async Task Types_of_one_topic_reach_their_handlers_whatever_they_are_called_and_written_in()
    {
        var prefix = TestApp.NewPrefix();
        await using var app = await TestApp.StartAsync(
            servers, prefix, groups => groups.AddMovement(), settings: ("Partitions", "1"));

        await app.Producer<Entered>().SendAsync(new Entered("a", 1));
        await app.Producer<Left>().SendAsync(new Left("a", "tired"));
        await app.Producer<Moved>().SendAsync(new Moved("a", 7));
        await app.Producer<Rested>().SendAsync(new Rested("a", 5));
        await app.Producer<Entered>().SendAsync(new Entered("b", 2));

        Assert.Equal(
            [new Entered("a", 1), new Left("a", "tired"), new Moved("a", 7), new Rested("a", 5), new Entered("b", 2)],
            (await app.Inbox.NextAsync(5)).Select(received => received.Message));
        Assert.Equal(
            ["Rested", "moves-shop.Entered", "moves-shop.Left", "shop.Moved"],
            (await RegistryAdmin.SubjectsAsync(servers, prefix)).Order(StringComparer.Ordinal));
        await app.StopAsync();
    }

    [Fact]
    public async Task Associated_subject_is_what_the_registry_says_of_the_topic()
    {
        var registry = new ScriptedRegistry().Answer(200, """[{"subject":"contracts","associationType":"value"}]""");
        using var client = Client(registry);

        Assert.Equal(["contracts"], await client.GetAssociatedSubjectsAsync("a.b/c", clusterId: null));
        Assert.Equal(
            ["GET http://registry:8081/associations/resources/-/a.b%2Fc?resourceType=topic&associationType=value"],
            registry.Asked);
    }

    [Fact]
    public async Task Registry_that_knows_no_associations_has_none()
    {
        using var client = Client(new ScriptedRegistry().Answer(404, """{"error_code":404,"message":"HTTP 404"}"""));

        Assert.Empty(await client.GetAssociatedSubjectsAsync("orders", "cluster"));
    }

    private static RegistryClient Client(ScriptedRegistry registry) => new(
        new RegistryClientOptions { Addresses = [new Uri("http://registry:8081")], Handler = registry });
}
