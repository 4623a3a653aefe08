// Topics that other registries wrote: Confluent's of several generations, and Karapace's, whose values have their
// members in another order and whose keys once had too. The records are written from the known forms of both, none is
// from a dump of a topic that was in use.
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using TypedStreams.Registry.Storage;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class ForeignTopicTests
{
    [Fact]
    public async Task Topic_of_Confluents_registry_is_served_as_it_was()
    {
        MemorySchemaLog log = Log(
            ("""{"keytype":"NOOP","magic":0}""", null),
            ("""{"keytype":"CONFIG","subject":null,"magic":0}""", """{"compatibilityLevel":"FULL"}"""),
            ("""{"keytype":"SCHEMA","subject":"orders-value","version":1,"magic":1}""",
                """{"subject":"orders-value","version":1,"id":1,"schema":"\"int\"","deleted":false}"""),
            ("""{"keytype":"SCHEMA","subject":"orders-value","version":2,"magic":1}""",
                """{"subject":"orders-value","version":2,"id":2,"md5":"o+uPPIT3Sg1TG/3JNmvA3w==","schema":""" +
                """ "\"long\"","deleted":false}"""),
            ("""{"keytype":"SCHEMA","subject":"gone","version":1,"magic":1}""",
                """{"subject":"gone","version":1,"id":3,"schemaType":"PROTOBUF","references":[],"metadata":null,""" +
                """ "ruleSet":null,"schema":"syntax = \"proto3\";\nmessage M {\n}\n","deleted":false}"""),
            ("""{"keytype":"DELETE_SUBJECT","subject":"gone","magic":0}""", """{"subject":"gone","version":1}"""),
            ("""{"keytype":"CONTEXT","tenant":"default","context":".prod","magic":0}""",
                """{"tenant":"default","context":".prod"}"""),
            ("""{"keytype":"SCHEMA","subject":":.prod:a","version":7,"magic":1}""",
                """{"subject":":.prod:a","version":7,"id":40,"schema":"\"bytes\"","deleted":false}"""),
            ("""{"keytype":"CONFIG","subject":"orders-value","magic":0}""",
                """{"subject":"orders-value","alias":null,"compatibilityLevel":"NONE",""" +
                """ "compatibilityPolicy":"LENIENT"}"""),
            ("""{"keytype":"MODE","subject":":.prod:","magic":0}""", """{"subject":":.prod:","mode":"IMPORT"}"""));
        await using TestRegistry registry = await StartAsync(log);

        Assert.Equal("""[":.prod:a","orders-value"]""", (await registry.GetAsync("/subjects")).Text);
        Assert.Equal("[1,2]", (await registry.GetAsync("/subjects/orders-value/versions")).Text);
        Assert.Equal("\"long\"", (await registry.GetAsync("/schemas/ids/2/schema")).Text);
        Assert.Equal("""["gone"]""", (await registry.GetAsync("/subjects?deletedOnly=true")).Text);
        Assert.Equal(
            """{"compatibilityLevel":"NONE","compatibilityPolicy":"LENIENT"}""",
            (await registry.GetAsync("/config/orders-value")).Text);
        Assert.Equal("""{"compatibilityLevel":"FULL"}""", (await registry.GetAsync("/config")).Text);
        Assert.Equal("""{"mode":"IMPORT"}""", (await registry.GetAsync("/mode/:.prod:")).Text);
        Assert.Equal("""[".",".prod"]""", (await registry.GetAsync("/contexts")).Text);
        Assert.Equal(4, await registry.RegisterAsync("new", "\"string\""));
    }

    [Fact]
    public async Task Topic_of_Karapace_is_served_as_it_was()
    {
        MemorySchemaLog log = Log(
            ("""{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}""",
                """{"deleted":false,"id":1,"schema":"{\"fields\":[],\"name\":\"A\",\"type\":\"record\"}",""" +
                """ "subject":"a","version":1}"""),
            ("""{"subject":"b","version":1,"magic":1,"keytype":"SCHEMA"}""",
                """{"deleted":false,"id":2,"references":[{"name":"A","subject":"a","version":1}],"schema":""" +
                """ "{\"type\":\"record\",\"name\":\"B\",\"fields\":[{\"name\":\"a\",\"type\":\"A\"}]}",""" +
                """ "schemaType":"AVRO","subject":"b","version":1}"""),
            ("""{"subject":null,"magic":0,"keytype":"CONFIG"}""", """{"compatibilityLevel":"NONE"}"""),
            ("""{"keytype":"DELETE_SUBJECT","magic":0,"subject":"c"}""", """{"subject":"c","version":3}"""));
        await using TestRegistry registry = await StartAsync(log);

        Assert.Equal("""["a","b"]""", (await registry.GetAsync("/subjects")).Text);
        Assert.Equal("[2]", (await registry.GetAsync("/subjects/a/versions/1/referencedby")).Text);
        Assert.Equal("""{"compatibilityLevel":"NONE"}""", (await registry.GetAsync("/config")).Text);
        Assert.Equal(3, await registry.RegisterAsync("a", "\"int\""));
    }

    [Fact]
    public async Task Schema_under_an_oddly_spelled_key_does_not_come_back_after_deletion_and_compaction()
    {
        // SR#4420: the tombstone has the key in today's spelling, and the old record survives compaction.
        MemorySchemaLog log = Log(
            ("""{"magic":1,"version":1,"subject":"s","keytype":"SCHEMA"}""",
                """{"subject":"s","version":1,"id":1,"schema":"\"int\"","deleted":false}"""));
        await using (TestRegistry registry = await StartAsync(log))
        {
            await registry.DeleteAsync("/subjects/s");
            Assert.Equal("[1]", (await registry.DeleteAsync("/subjects/s?permanent=true")).Text);
        }

        MemorySchemaLog compacted = Compact(log);
        await using TestRegistry again = await StartAsync(compacted);
        Assert.Equal("[]", (await again.GetAsync("/subjects?deleted=true")).Text);
        Assert.Equal(2, await again.RegisterAsync("s", "\"int\""));
    }

    [Theory]
    [InlineData("""{"keytype":"SCHEMA","subject":"s","version":1,"magic":1}""", null)]
    [InlineData("""{"keytype":"CLEAR_SUBJECT","subject":"s","magic":0}""", """{"subject":"s"}""")]
    public async Task Id_that_another_registry_erased_is_not_given_again_even_after_compaction(
        string key, string? value)
    {
        const string Deleted = """{"keytype":"SCHEMA","subject":":.c:d","version":1,"magic":1}""";
        MemorySchemaLog log = Log(
            ("""{"keytype":"SCHEMA","subject":"s","version":1,"magic":1}""",
                """{"subject":"s","version":1,"id":9,"schema":"\"int\"","deleted":true}"""),
            (Deleted, """{"subject":":.c:d","version":1,"id":70,"schema":"\"int\"","deleted":true}"""),
            (key, value),
            (Deleted, null));
        await using (TestRegistry registry = await StartAsync(log))
        {
            Assert.Equal("[]", (await registry.GetAsync("/subjects?subjectPrefix=:*:&deleted=true")).Text);
        }

        await using TestRegistry again = await StartAsync(Compact(log));

        Assert.Equal(10, await again.RegisterAsync("t", "\"int\""));
        Assert.Equal(71, await again.RegisterAsync(":.c:t", "\"int\""));
    }

    [Fact]
    public async Task Records_that_are_not_understood_are_reported_and_skipped()
    {
        MemorySchemaLog log = Log(
            ("""{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}""", """{"subject":"a","version":1,"""),
            ("""{"keytype":"SCHEMA","subject":"a","version":2,"magic":1}""", """{"subject":"a","version":2}"""),
            ("not json", "{}"),
            ("""{"keytype":"ASSOC","tenant":"default","magic":0}""", "{}"),
            ("""{"keytype":"SCHEMA","subject":"b","version":1,"magic":1}""",
                """{"subject":"b","version":1,"id":1,"schema":"\"int\"","deleted":false}"""),
            ("""{"keytype":"SCHEMA","subject":"c","version":1,"magic":1}""",
                """{"subject":"c","version":1,"id":1,"schema":"\"long\"","deleted":false}"""));
        using var logger = new ListLogger();
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryOptions { Log = log, Loggers = logger });
        await server.Ready;
        using var client = new HttpClient { BaseAddress = server.BaseAddress };

        Assert.Equal("""["b"]""", await client.GetStringAsync("/subjects"));
        Assert.Equal(
            ["Error 0", "Error 1", "Error 2", "Warning 3", "Error 5"],
            logger.Lines.Where(line => line.Message.StartsWith("Record ", StringComparison.Ordinal))
                .Select(line => $"{line.Level} {line.Message.Split(' ')[1]}"));
        Assert.Contains(logger.Lines, line => line.Message.Contains("ASSOC", StringComparison.Ordinal));
    }

    private static MemorySchemaLog Compact(MemorySchemaLog log)
    {
        var compacted = new MemorySchemaLog(TimeProvider.System);
        foreach (SchemaLogEntry entry in log.Entries
            .GroupBy(entry => Encoding.UTF8.GetString(entry.Key))
            .Select(group => group.Last())
            .Where(entry => entry.Value is not null)
            .OrderBy(entry => entry.Offset))
        {
            compacted.Add(new SchemaLogPair(entry.Key, entry.Value));
        }

        return compacted;
    }

    private static MemorySchemaLog Log(params (string Key, string? Value)[] records)
    {
        var log = new MemorySchemaLog(TimeProvider.System);
        foreach ((string key, string? value) in records)
        {
            log.Add(new SchemaLogPair(
                Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value)));
        }

        return log;
    }

    private sealed class ListLogger : ILoggerFactory, ILogger
    {
        internal ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
