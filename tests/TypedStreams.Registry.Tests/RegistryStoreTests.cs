// The shell: read your own writes, survive bad records and strangers, keep everything over a restart.
using System.Collections.Immutable;
using System.Text;
using TypedStreams.Registry.Storage;
using TypedStreams.Registry.Subjects;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class RegistryStoreTests
{
    [Fact]
    public async Task Restarted_registry_has_everything_and_goes_on_counting()
    {
        var log = new MemorySchemaLog(TimeProvider.System);
        string before;
        await using (TestRegistry registry = await StartAsync(log))
        {
            await registry.RegisterAsync("a", "\"int\"");
            await registry.RegisterAsync("b", "\"long\"");
            await registry.PutAsync("/config/a", """{"compatibility":"FULL"}""");
            await registry.PutAsync("/mode/b", """{"mode":"READONLY"}""");
            before = (await registry.GetAsync("/schemas?deleted=true")).Text;
        }

        await using TestRegistry again = await StartAsync(log);

        Assert.Equal(before, (await again.GetAsync("/schemas?deleted=true")).Text);
        Assert.Equal("""{"compatibilityLevel":"FULL"}""", (await again.GetAsync("/config/a")).Text);
        (await again.PostAsync("/subjects/b/versions", Body("\"int\""))).IsError(422, 42205);
        Assert.Equal(3, await again.RegisterAsync("c", "\"string\""));
    }

    [Fact]
    public async Task Concurrent_registrations_get_distinct_ids_and_read_their_own_writes()
    {
        await using TestRegistry registry = await StartAsync();

        int[] ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            int id = await registry.RegisterAsync($"s{i}", Record($"R{i}"));
            Assert.Equal(Record($"R{i}"), (await registry.GetAsync($"/schemas/ids/{id}/schema")).Text);
            return id;
        }));

        Assert.Equal(Enumerable.Range(1, 50), ids.Order());
    }

    [Fact]
    public async Task Concurrent_registrations_of_one_schema_get_one_id_and_one_version()
    {
        await using TestRegistry registry = await StartAsync();

        int[] ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => registry.RegisterAsync("s", "\"int\"")));

        Assert.All(ids, id => Assert.Equal(1, id));
        Assert.Equal("[1]", (await registry.GetAsync("/subjects/s/versions")).Text);
    }

    [Fact]
    public async Task Unreadable_record_is_skipped_and_the_rest_served()
    {
        var log = new MemorySchemaLog(TimeProvider.System);
        log.Add(new SchemaLogPair("garbage"u8.ToArray(), Value: null));
        log.Add(new SchemaLogPair(Encoding.UTF8.GetBytes("""{"keytype":"SCHEMA"}"""), "{}"u8.ToArray()));
        log.Add(SchemaLogCodec.Encode(
            new SchemaRegistered("s", 1, 9, new SchemaContent("AVRO", "\"int\"", []), Deleted: false)));
        await using TestRegistry registry = await StartAsync(log);

        Assert.Equal("""["s"]""", (await registry.GetAsync("/subjects")).Text);
        Assert.Equal(10, await registry.RegisterAsync("t", "\"long\""));
    }

    [Fact]
    public async Task Failed_append_is_reported_and_the_next_change_starts_from_what_the_log_holds()
    {
        var log = new FailingLog(new MemorySchemaLog(TimeProvider.System));
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryOptions { Log = log });
        await server.Ready;
        using var client = new HttpClient { BaseAddress = server.BaseAddress };

        // The record lands, but the writer is told that it failed: the worst case.
        log.FailAfterAppending = true;
        HttpResponseMessage failed = await PostAsync(client, "s", "\"int\"");
        HttpResponseMessage retried = await PostAsync(client, "s", "\"int\"");
        HttpResponseMessage next = await PostAsync(client, "t", "\"long\"");

        Assert.Contains("50001", await failed.Content.ReadAsStringAsync());
        Assert.Contains("\"id\":1,\"version\":1", await retried.Content.ReadAsStringAsync());
        Assert.Contains("\"id\":2,\"version\":1", await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Log_that_cannot_be_opened_is_an_error_in_every_answer()
    {
        var log = new FailingLog(new MemorySchemaLog(TimeProvider.System)) { RefusesToOpen = true };
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryOptions { Log = log });
        using var client = new HttpClient { BaseAddress = server.BaseAddress };

        HttpResponseMessage read = await client.GetAsync("subjects");
        HttpResponseMessage write = await PostAsync(client, "s", "\"int\"");

        Assert.Contains("two partitions", await read.Content.ReadAsStringAsync());
        Assert.Contains("two partitions", await write.Content.ReadAsStringAsync());
        await Assert.ThrowsAsync<SchemaLogException>(() => server.Ready);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string subject, string schema) =>
        client.PostAsync($"subjects/{subject}/versions", new StringContent(Body(schema), null, V1));

    private sealed class FailingLog(MemorySchemaLog log) : ISchemaLog
    {
        internal bool FailAfterAppending { get; set; }

        internal bool RefusesToOpen { get; init; }

        public Task OpenAsync(CancellationToken cancellationToken) => RefusesToOpen
            ? throw new SchemaLogException("The topic has two partitions.")
            : log.OpenAsync(cancellationToken);

        public Task<SchemaLogBatch> ReadAsync(CancellationToken cancellationToken) => log.ReadAsync(cancellationToken);

        public Task<long> EndAsync(CancellationToken cancellationToken) => log.EndAsync(cancellationToken);

        public async Task<long> AppendAsync(
            ImmutableArray<SchemaLogPair> records, long intendedOffset, CancellationToken cancellationToken)
        {
            long last = await log.AppendAsync(records, intendedOffset, cancellationToken);
            if (!FailAfterAppending)
            {
                return last;
            }

            FailAfterAppending = false;
            throw new SchemaLogException("The broker went away.");
        }

        public ValueTask DisposeAsync() => log.DisposeAsync();
    }
}
