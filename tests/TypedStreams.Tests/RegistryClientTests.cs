using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public class RegistryClientTests
{
    [Fact]
    public async Task Registering_twice_asks_once_and_escapes_the_subject_once()
    {
        var registry = new ScriptedRegistry().Answer(200, """{"id":7,"version":1,"unknown":[1]}""");
        using var client = Client(registry);

        Assert.Equal(7, (await client.RegisterAsync("a/b:c", "\"string\"", SchemaFormat.Avro)).Schema.Id);
        Assert.Equal(7, (await client.RegisterAsync("a/b:c", "\"string\"", SchemaFormat.Avro)).Schema.Id);

        Assert.Equal(
            ["""POST http://registry:8081/subjects/a%2Fb%3Ac/versions {"schema":"\u0022string\u0022"}"""],
            registry.Asked);
    }

    [Fact]
    public async Task Schema_of_an_id_is_fetched_once_with_its_references()
    {
        var registry = new ScriptedRegistry()
            .Answer(200, """{"schema":"A","references":[{"name":"B","subject":"b","version":3}]}""")
            .Answer(200, """{"subject":"b","version":3,"id":2,"schemaType":"AVRO","schema":"B"}""");
        using var client = Client(registry);

        var schema = await client.GetByIdAsync(5);
        Assert.Same(schema, await client.GetByIdAsync(5));

        Assert.Equal("A", schema.Text);
        Assert.Equal([new ReferencedSchema("B", "B")], schema.References);
        Assert.Equal(
            ["GET http://registry:8081/schemas/ids/5", "GET http://registry:8081/subjects/b/versions/3"],
            registry.Asked);
    }

    [Fact]
    public async Task Error_carries_the_registrys_code_and_words()
    {
        using var client = Client(
            new ScriptedRegistry().Answer(404, """{"error_code":40403,"message":"Schema 5 not found"}"""));

        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(5));

        Assert.Equal(40403, failure.Code);
        Assert.False(failure.IsRetriable);
        Assert.Contains("Schema 5 not found", failure.Message);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Trouble_of_the_registry_is_asked_again(int status)
    {
        var registry = new ScriptedRegistry().Answer(status, "<html>").Refuse().Answer(200, """{"id":1}""");
        using var client = Client(registry);

        Assert.Equal(1, (await client.RegisterAsync("s", "\"int\"", SchemaFormat.Avro)).Schema.Id);
        Assert.Equal(3, registry.Asked.Count);
    }

    [Fact]
    public async Task Next_address_is_asked_when_one_is_away()
    {
        var registry = new ScriptedRegistry().Refuse().Answer(200, """{"id":1}""").Answer(200, """{"schema":"A"}""");
        using var client = Client(registry, "http://one:1", "http://two:2/base/");

        await client.RegisterAsync("s", "\"int\"", SchemaFormat.Avro);
        await client.GetByIdAsync(1);

        Assert.Equal(
            [
                "http://one:1/subjects/s/versions",
                "http://two:2/base/subjects/s/versions",
                "http://two:2/base/schemas/ids/1",
            ],
            registry.Asked.Select(asked => asked.Split(' ')[1]));
    }

    [Fact]
    public async Task Failure_is_not_cached()
    {
        var registry = new ScriptedRegistry()
            .Answer(422, """{"error_code":42201,"message":"no"}""")
            .Answer(200, """{"id":1}""");
        using var client = Client(registry);

        await Assert.ThrowsAsync<RegistryException>(() => client.RegisterAsync("s", "{", SchemaFormat.Avro));
        Assert.Equal(1, (await client.RegisterAsync("s", "{", SchemaFormat.Avro)).Schema.Id);
    }

    [Fact]
    public async Task Page_that_is_no_registry_is_told()
    {
        using var client = Client(new ScriptedRegistry().Answer(200, "<html>Welcome</html>"));

        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(1));

        Assert.Contains("does not answer as a schema registry does", failure.Message);
    }

    [Fact]
    public async Task Giving_up_names_the_address()
    {
        using var client = new RegistryClient(new RegistryClientOptions
        {
            Addresses = [new Uri("http://registry:8081")],
            Handler = new ScriptedRegistry().Refuse(),
            RetryFor = TimeSpan.Zero,
        });

        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(1));

        Assert.True(failure.IsRetriable);
        Assert.Contains("cannot be reached at http://registry:8081/schemas/ids/1", failure.Message);
    }

    [Fact]
    public async Task Answer_to_a_registration_is_taken_in_full()
    {
        var guid = Guid.NewGuid();
        using var client = Client(new ScriptedRegistry().Answer(
            200,
            $$$"""
            {"id":7,"version":3,"guid":"{{{guid}}}","schemaType":"AVRO","schema":"A",
             "ruleSet":{"domainRules":[{"name":"r"}]},"metadata":{"properties":{"major":"1"} } }
            """));

        var registered = await client.RegisterAsync("s", "\"int\"", SchemaFormat.Avro);

        Assert.Equal((3, 7, "A"), (registered.Version, registered.Schema.Id, registered.Schema.Text));
        Assert.Equal(guid, registered.Schema.Guid);
        Assert.Equal("r", registered.Schema.RuleSet?.GetProperty("domainRules")[0].GetProperty("name").GetString());
        Assert.Equal("1", registered.Schema.Metadata?.GetProperty("properties").GetProperty("major").GetString());
    }

    [Fact]
    public async Task Answer_of_an_older_registry_is_the_id_and_what_was_sent()
    {
        using var client = Client(new ScriptedRegistry().Answer(200, """{"id":7}"""));

        var registered = await client.RegisterAsync("s", "\"int\"", SchemaFormat.Avro, normalize: true);

        Assert.Equal((0, 7, "\"int\""), (registered.Version, registered.Schema.Id, registered.Schema.Text));
        Assert.Null(registered.Schema.Guid);
        Assert.Null(registered.Schema.RuleSet);
    }

    [Fact]
    public async Task Schemas_are_normalized_where_that_is_asked_for()
    {
        var registry = new ScriptedRegistry().Answer(200, """{"id":1}""").Answer(200, """{"id":1}""");
        using var client = Client(registry);

        await client.RegisterAsync("s", "A", SchemaFormat.Avro, normalize: true);
        await client.FindAsync("s", "A", SchemaFormat.Avro, normalize: true);

        Assert.Equal(
            ["/subjects/s/versions?normalize=true", "/subjects/s?normalize=true"],
            registry.Asked.Select(asked => asked.Split(' ')[1]["http://registry:8081".Length..]));
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_again_after_a_while_only()
    {
        const string Missing = """{"error_code":40403,"message":"Schema 5 not found"}""";
        var clock = new StillClock();
        var registry = new ScriptedRegistry()
            .Answer(404, Missing).Answer(404, Missing).Answer(200, """{"schema":"A"}""");
        using var client = new RegistryClient(
            Options(registry) with { MissingFor = TimeSpan.FromSeconds(10), Time = clock });

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(5));
        }

        Assert.Single(registry.Asked);
        clock.Now += TimeSpan.FromSeconds(10);
        await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(5));
        clock.Now += TimeSpan.FromSeconds(10);
        Assert.Equal("A", (await client.GetByIdAsync(5)).Text);
        Assert.Equal(3, registry.Asked.Count);
    }

    [Fact]
    public async Task Oldest_answer_makes_room_for_the_newest()
    {
        var registry = new ScriptedRegistry();
        for (var i = 0; i < 4; i++)
        {
            registry.Answer(200, """{"schema":"A"}""");
        }

        using var client = new RegistryClient(Options(registry) with { CacheCapacity = 2 });

        foreach (var id in new[] { 1, 2, 3, 2, 3, 1 })
        {
            await client.GetByIdAsync(id);
        }

        Assert.Equal(
            ["1", "2", "3", "1"], registry.Asked.Select(asked => asked.Split('/')[^1]));
    }

    [Fact]
    public async Task Request_is_repeated_as_often_as_was_asked_for()
    {
        var registry = new ScriptedRegistry().Refuse().Refuse().Refuse();
        using var client = new RegistryClient(
            Options(registry) with { MaxRetries = 2, FirstRetryDelay = TimeSpan.FromMilliseconds(1) });

        await Assert.ThrowsAsync<RegistryException>(() => client.GetByIdAsync(1));

        Assert.Equal(3, registry.Asked.Count);
    }

    private static RegistryClientOptions Options(ScriptedRegistry registry) => new()
    {
        Addresses = [new Uri("http://registry:8081")],
        Handler = registry,
    };

    private sealed class StillClock : TimeProvider
    {
        internal TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private static RegistryClient Client(ScriptedRegistry registry, params string[] addresses) => new(
        new RegistryClientOptions
        {
            Addresses = addresses.Length == 0
                ? [new Uri("http://registry:8081")]
                : [.. addresses.Select(address => new Uri(address))],
            Handler = registry,
        });
}
