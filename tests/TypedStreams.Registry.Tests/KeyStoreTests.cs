// The keys over their log: restarts, topics that Confluent's registry wrote, two registries at once, permissions.
using System.Collections.Immutable;
using System.Text;
using TypedStreams.Registry.Keys;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry.Tests;

public sealed class KeyStoreTests
{
    private const string Keks = "/dek-registry/v1/keks";
    private const string KekBody = """{"name":"k","kmsType":"local-kms","kmsKeyId":"id"}""";
    private const string Material = """{"encryptedKeyMaterial":"AAAA"}""";

    [Fact]
    public async Task Keys_are_there_after_a_restart_and_the_schemas_log_knows_nothing_of_them()
    {
        var schemas = new MemorySchemaLog(TimeProvider.System);
        var keys = new MemorySchemaLog(TimeProvider.System);
        await using (RegistryServer server = await StartAsync(schemas, keys))
        {
            await SendAsync(server, HttpMethod.Post, Keks, KekBody);
            await SendAsync(server, HttpMethod.Post, Keks + "/k/deks/s", Material);
        }

        Assert.DoesNotContain(schemas.Entries, entry => Encoding.UTF8.GetString(entry.Key).Contains("kek"));
        Assert.Equal(
            """{"tenant":"default","kekName":"k","subject":"s","algorithm":"AES256_GCM","version":1,"type":"DEK"}""",
            Encoding.UTF8.GetString(keys.Entries[^1].Key));
        await using RegistryServer again = await StartAsync(schemas, keys);
        Assert.Contains("AAAA", await SendAsync(again, HttpMethod.Get, Keks + "/k/deks/s"));
    }

    [Fact]
    public async Task Keys_in_any_spelling_are_served_what_is_unreadable_is_skipped_and_a_deletion_takes_all_spellings()
    {
        var keys = new MemorySchemaLog(TimeProvider.System);
        Add(keys, """{"type":"KEK","tenant":"default","name":"k"}""",
            """{"type":"KEK","name":"k","kmsType":"aws-kms","kmsKeyId":"id","shared":false,"deleted":true,"x":1}""");
        Add(keys, "nonsense", "nonsense");
        Add(keys, """{"type":"NEW","tenant":"default"}""", "{}");
        Add(keys, """{"type":"KEK","tenant":"default","name":"broken"}""", """{"name":"broken"}""");
        await using RegistryServer server = await StartAsync(new MemorySchemaLog(TimeProvider.System), keys);

        Assert.Equal("""["k"]""", await SendAsync(server, HttpMethod.Get, Keks + "?deleted=true"));
        Assert.Equal("", await SendAsync(server, HttpMethod.Delete, Keks + "/k?permanent=true"));
        string[] tombstones =
            [.. keys.Entries.Where(entry => entry.Value is null).Select(entry => Encoding.UTF8.GetString(entry.Key))];
        Assert.Equal(
            [
                """{"type":"KEK","tenant":"default","name":"k"}""", """{"tenant":"default","name":"k","type":"KEK"}""",
            ],
            tombstones);
    }

    [Fact]
    public void Key_that_was_overtaken_does_not_count_and_what_counts_is_said_again_for_compaction()
    {
        var (one, two) = (new KeyReplay(), new KeyReplay());
        var log = new List<SchemaLogEntry>();
        Append(one.Encode(one.Machine.Create(KeyNamed("first")).Records), decidedAt: 0);
        Append(two.Encode(two.Machine.Create(KeyNamed("second")).Records), decidedAt: 0);
        Assert.Equal(
            [ReplayOutcome.Applied, ReplayOutcome.Overtaken], log.Select(entry => one.Apply(entry, out _)));
        log.ForEach(entry => two.Apply(entry, out _));
        Assert.Equal("first", two.Machine.Kek("k", deleted: false).Value!.KmsKeyId);
        Assert.Equal(40971, two.Machine.Create(KeyNamed("second")).Error!.Code);

        Append(two.Encode(two.Machine.Create(KeyNamed("x") with { Name = "other" }).Records), decidedAt: 2);
        var late = new KeyReplay();
        foreach (SchemaLogEntry entry in log.GroupBy(entry => Encoding.UTF8.GetString(entry.Key)).Select(g => g.Last()))
        {
            late.Apply(entry, out _);
        }

        Assert.Equal("first", late.Machine.Kek("k", deleted: false).Value!.KmsKeyId);
        Assert.Equal("x", late.Machine.Kek("other", deleted: false).Value!.KmsKeyId);

        void Append(ImmutableArray<SchemaLogPair> pairs, long decidedAt)
        {
            foreach (SchemaLogPair pair in pairs)
            {
                log.Add(new SchemaLogEntry(log.Count, TimestampMs: 1, pair.Key, pair.Value, decidedAt++));
            }
        }

        static Kek KeyNamed(string id) => new(
            "k",
            "local-kms",
            id,
            ImmutableSortedDictionary<string, string>.Empty,
            Doc: null,
            IsShared: false,
            IsDeleted: false);
    }

    [Fact]
    public async Task Keys_of_a_subject_are_those_of_who_may_use_the_subject()
    {
        var access = RegistryAccess.Parse(
            $$"""
            {"users":[{"name":"root","password":"{{RegistrySecrets.HashPassword("rootroot")}}"},
               {"name":"ann","password":"{{RegistrySecrets.HashPassword("annannann")}}"}],
             "permissions":[{"user":"root","subjects":"*","operations":["read","write","configure"]},
               {"user":"ann","subjects":"orders-*","operations":["read"]}]}
            """);
        await using TestRegistry registry = await TestRegistry.StartAsync(new RegistryOptions { Access = access });
        string root = Basic("root", "rootroot");
        string ann = Basic("ann", "annannann");
        Assert.Equal(200, (await registry.SendAsync(HttpMethod.Post, Keks, KekBody, authorization: root)).Status);
        foreach (string subject in (string[])["orders-value", "secret"])
        {
            await registry.SendAsync(HttpMethod.Post, $"{Keks}/k/deks/{subject}", Material, authorization: root);
        }

        Assert.Equal(401, (await registry.GetAsync(Keks)).Status);
        Assert.Equal(200, (await registry.SendAsync(HttpMethod.Get, Keks + "/k", authorization: ann)).Status);
        Assert.Equal(
            """["orders-value"]""",
            (await registry.SendAsync(HttpMethod.Get, Keks + "/k/deks", authorization: ann)).Text);
        Assert.Equal(
            200, (await registry.SendAsync(HttpMethod.Get, Keks + "/k/deks/orders-value", authorization: ann)).Status);
        (HttpMethod, string, string?)[] refused =
        [
            (HttpMethod.Get, "/k/deks/secret", null), (HttpMethod.Get, "/k/deks/secret/versions/1", null),
            (HttpMethod.Post, "/k/deks/orders-value", Material), (HttpMethod.Delete, "/k/deks/orders-value", null),
            (HttpMethod.Post, "/k/deks/orders-value/undelete", "{}"), (HttpMethod.Post, "", KekBody),
            (HttpMethod.Put, "/k", "{}"), (HttpMethod.Delete, "/k", null), (HttpMethod.Post, "/k/undelete", "{}"),
        ];
        foreach ((HttpMethod method, string path, string? body) in refused)
        {
            (await registry.SendAsync(method, Keks + path, body, authorization: ann)).IsError(403, 40301);
        }
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static Task<RegistryServer> StartAsync(ISchemaLog schemas, ISchemaLog keys) =>
        RegistryServer.StartAsync(new RegistryOptions { Log = schemas, KeyLog = keys });

    private static void Add(MemorySchemaLog log, string key, string value) =>
        log.Add(new SchemaLogPair(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)));

    private static async Task<string> SendAsync(
        RegistryServer server, HttpMethod method, string path, string? body = null)
    {
        using var http = new HttpClient { BaseAddress = server.BaseAddress };
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
