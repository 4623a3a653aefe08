// Contracts with rules between Confluent's JavaScript client and ours, through the registry of a real node: what one
// writes the other reads, changed alike, decrypted, or refused by both. The field is called "note" in every format.
using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TypedStreams.Producing;
using TypedStreams.Rules;
using TypedStreams.Rules.Encryption;
using TypedStreams.SchemaRegistry;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Rules;

public sealed class RuleAgreementTests(RuleAgreementTests.Node node) : IClassFixture<RuleAgreementTests.Node>
{
    private const string Secret = "not very";

    /// <summary>A name, the rules, and the note as it is after one way; null where writing is refused.</summary>
    public static TheoryData<string, string, string?> Contracts => new()
    {
        { "gcm128", Encryption("AES128_GCM"), ContractSample.Note },
        { "gcm256", Encryption("AES256_GCM"), ContractSample.Note },
        { "siv256", Encryption("AES256_SIV"), ContractSample.Note },
        { "rotated", Encryption("AES256_GCM", "\"encrypt.dek.expiry.days\":\"1\","), ContractSample.Note },
        {
            "payload",
            Encryption("AES256_GCM").Replace("\"ENCRYPT\"", "\"ENCRYPT_PAYLOAD\"").Replace("domain", "encoding"),
            ContractSample.Note
        },
        { "true", Cel("CEL", "CONDITION", "WRITEREAD", "message.note.startsWith('ring') && size(message.names) == 2"),
            ContractSample.Note },
        { "false", Cel("CEL", "CONDITION", "WRITE", "message.note == 'x'"), null },
        { "guarded", Cel("CEL", "CONDITION", "WRITE", "message.note == 'x'; false"), ContractSample.Note },
        {
            "written",
            Cel("CEL_FIELD", "TRANSFORM", "WRITE", "typeName == 'STRING' && 'PII' in tags; value + '!'", "PII"),
            ContractSample.Note + "!"
        },
        {
            "read",
            Cel("CEL_FIELD", "TRANSFORM", "READ", "name == 'note'; fullName.endsWith('.note') ? name : value", "PII"),
            "note"
        },
        { "field", Cel("CEL_FIELD", "CONDITION", "WRITE", "name == 'note'; value.matches('^ring')", "PII"),
            ContractSample.Note },
        { "unfit", Cel("CEL_FIELD", "CONDITION", "WRITE", "name == 'note'; value.matches('^x')", "PII"), null },
        { "lenient", Cel("CEL", "CONDITION", "WRITE", "false").Replace("\"ERROR\"", "\"NONE\""), ContractSample.Note },
        { "unknown", Cel("MAGIC", "TRANSFORM", "WRITE", "1"), null },
    };

    [ToolTheory(Tool.Node)]
    [MemberData(nameof(Contracts))]
    public async Task What_one_client_writes_the_other_reads(string name, string rules, string? note)
    {
        Tools.Require(Tool.Node);
        using var options = node.Options();
        using var registry = new RegistryClient(options.Registry!);
        var ours = new List<(ContractSample Sample, string Topic, SubjectVersion Version, IPayloadRules Rules)>();
        // The JavaScript client cannot look into Protobuf messages with CEL: its expressions have no value, and pass.
        var formats = ContractSample.All.Where(
            sample => sample.Format != SchemaFormat.Protobuf || !rules.Contains("\"CEL\"", StringComparison.Ordinal));
        foreach (var sample in formats)
        {
            var topic = $"{name}-{sample.FormatName}";
            await node.RegisterAsync($"{topic}-value", sample, rules);
            var version = await registry.GetVersionAsync($"{topic}-value");
            ours.Add((sample, topic, version, RulePlan.Create($"{topic}-value", version.Schema, options)!));
        }

        var written = await NodeRules.AskAsync(node.Address, ours.Select(one => Request(one.Sample, one.Topic, "write")
            .With("value", JsonNode.Parse(one.Sample.Plain))));
        var requests = new List<JsonObject>();
        foreach (var (one, theirs) in ours.Zip(written))
        {
            await one.Rules.PrepareAsync(default);
            if (note is null)
            {
                Assert.True(theirs.TryGetProperty("error", out _), $"{one.Topic}: {theirs}");
                Assert.Throws<RuleException>(() => Write(one.Rules, one.Sample, one.Version));
                continue;
            }

            Assert.True(theirs.TryGetProperty("bytes", out var bytes), $"{one.Topic}: {theirs}");
            var read = await ReadAsync(one.Rules, one.Sample, one.Version, bytes.GetString()!);
            Assert.Equal(Convert.ToHexString(one.Sample.Encode(note)), Convert.ToHexString(read));
            requests.Add(Request(one.Sample, one.Topic, "read")
                .With("bytes", Convert.ToHexStringLower(Write(one.Rules, one.Sample, one.Version))));
        }

        var seen = requests.Count == 0 ? [] : await NodeRules.AskAsync(node.Address, requests);
        Assert.All(ours.Zip(seen), pair => Assert.Equal(
            JsonNode.Parse(pair.First.Sample.Seen(note!))!.ToJsonString(),
            pair.Second.TryGetProperty("value", out var value)
                ? JsonNode.Parse(value.GetRawText())!.ToJsonString()
                : pair.Second.ToString()));
    }

    [ToolFact(Tool.Node)]
    public async Task Encrypted_text_is_seen_by_nobody_without_the_secret()
    {
        Tools.Require(Tool.Node);
        using var options = node.Options();
        using var stranger = node.Options("another");
        using var registry = new RegistryClient(options.Registry!);
        foreach (var sample in ContractSample.All)
        {
            var topic = $"secret-{sample.FormatName}";
            await node.RegisterAsync($"{topic}-value", sample, Encryption("AES256_GCM"));
            var version = await registry.GetVersionAsync($"{topic}-value");
            var answer = await NodeRules.AskAsync(
                node.Address, [Request(sample, topic, "write").With("value", JsonNode.Parse(sample.Plain))]);
            var bytes = answer[0].GetProperty("bytes").GetString()!;
            var plan = RulePlan.Create($"{topic}-value", version.Schema, stranger)!;

            Assert.DoesNotContain(
                Convert.ToHexStringLower("ring twice"u8), bytes);
            var refusal = await Assert.ThrowsAsync<RuleException>(() => ReadAsync(plan, sample, version, bytes));
            Assert.Equal(RuleFailure.Key, refusal.Failure);
        }
    }

    [ToolFact(Tool.Node)]
    public async Task Protobuf_messages_look_to_expressions_as_they_do_to_others()
    {
        Tools.Require(Tool.Node);
        using var options = node.Options();
        await node.RegisterAsync(
            "view-value", ContractSample.All[2] with { Schema = ProtobufView.Schema }, """{"domainRules":[]}""");

        var answers = await NodeRules.AskAsync(node.Address, ProtobufView.Expressions.Select(expression =>
            new JsonObject
            {
                ["op"] = "view",
                ["topic"] = "view",
                ["expr"] = expression,
                ["bytes"] = Convert.ToHexStringLower(ProtobufView.Value),
            }));

        var differences = ProtobufView.Expressions.Zip(answers, (expression, theirs) => (
                Expression: expression,
                Theirs: theirs.TryGetProperty("value", out var value) ? CelAgreementTests.Print(value) : "none",
                Ours: ProtobufView.Evaluate(expression)))
            .Where(row => row.Theirs != row.Ours)
            .Select(row => $"{row.Expression}: theirs {row.Theirs}, ours {row.Ours}");
        Assert.Equal("", string.Join('\n', differences));
    }

    private static JsonObject Request(ContractSample sample, string topic, string verb) =>
        new() { ["op"] = verb, ["format"] = sample.FormatName, ["topic"] = topic };

    private static byte[] Write(IPayloadRules rules, ContractSample sample, SubjectVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(Framing.Prefix(version.Schema.Id, sample.Format, messageIndex: 0));
        rules.Write(sample.Encode(ContractSample.Note), new RuleCall("orders", 0), output);
        return output.WrittenSpan.ToArray();
    }

    private static async Task<byte[]> ReadAsync(
        IPayloadRules rules, ContractSample sample, SubjectVersion version, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.True(Framing.TryReadPrefix(bytes, out var id));
        Assert.Equal(version.Schema.Id, id);
        var payload = bytes.AsMemory(Framing.PrefixBytes + (sample.Format == SchemaFormat.Protobuf ? 1 : 0));
        return (await rules.ReadAsync(payload, new RuleCall("orders", 0), default)).ToArray();
    }

    private static string Encryption(string algorithm, string more = "") => $$"""
        {"domainRules":[{"name":"hide","kind":"TRANSFORM","mode":"WRITEREAD","type":"ENCRYPT","tags":["PII"],"params":{
        {{more}}"encrypt.kek.name":"kek-{{algorithm.Replace('_', '-')}}","encrypt.kms.type":"local-kms",
        "encrypt.kms.key.id":"id","encrypt.dek.algorithm":"{{algorithm}}"},"onFailure":"ERROR,ERROR"}]}
        """;

    private static string Cel(string type, string kind, string mode, string expression, params string[] tags) =>
        new JsonObject
        {
            ["domainRules"] = new JsonArray(new JsonObject
            {
                ["name"] = "check",
                ["kind"] = kind,
                ["mode"] = mode,
                ["type"] = type,
                ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
                ["expr"] = expression,
                ["onFailure"] = "ERROR",
            }),
        }.ToJsonString();

    /// <summary>A node with a registry.</summary>
    public sealed class Node : IAsyncLifetime
    {
        private readonly DataDirectory _data = new();
        private readonly HttpClient _http = new();
        private ServerProcess _server = null!;

        internal string Address => $"http://{_server.Registry}";

        public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

        public async Task DisposeAsync()
        {
            _http.Dispose();
            await _server.DisposeAsync();
            _data.Dispose();
        }

        internal RuleOptions Options(string secret = Secret) => new()
        {
            Registry = new RegistryClientOptions { Addresses = [new Uri(Address)] },
            KeyProviders = [new LocalKeyProvider(secret)],
        };

        internal async Task RegisterAsync(string subject, ContractSample sample, string rules)
        {
            var body = new JsonObject
            {
                ["schema"] = sample.Schema,
                ["schemaType"] = sample.FormatName,
                ["ruleSet"] = JsonNode.Parse(rules),
            };
            using var answer = await _http.PostAsJsonAsync($"{Address}/subjects/{subject}/versions", body);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}

internal static class JsonObjects
{
    internal static JsonObject With(this JsonObject request, string name, JsonNode? value)
    {
        request[name] = value;
        return request;
    }
}
