using System.Text;
using System.Text.Json.Nodes;
using TypedStreams.Rules;
using TypedStreams.Rules.Encryption;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Tests.Rules;

public class EncryptionTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "id":{"type":"integer"},"name":{"type":"string","confluent:tags":["PII"]},"open":{"type":"string"}}}
        """;

    private const string Value = """{"id":1,"name":"Ada","open":"seen"}""";

    private readonly MovableTime _time = new();
    private readonly KeyServer _server;

    public EncryptionTests() => _server = new KeyServer(_time);

    [Theory]
    [InlineData("AES128_GCM")]
    [InlineData("AES256_GCM")]
    [InlineData("AES256_SIV")]
    public async Task Tagged_text_is_written_encrypted_and_read_by_who_has_the_key(string algorithm)
    {
        using var writer = Bench(("encrypt.dek.algorithm", algorithm));
        using var reader = Bench(("encrypt.dek.algorithm", algorithm));
        await writer.Plan!.PrepareAsync(default);

        var written = writer.Write(Value);

        Assert.Contains("\"open\":\"seen\"", written);
        Assert.DoesNotContain("Ada", written);
        Assert.Equal(algorithm == "AES256_SIV", written == writer.Write(Value));
        Assert.Equal(Value, await reader.ReadAsync(written));
        Assert.Equal(["k", $"k/deks/{RuleBench.Subject}/versions/1/{algorithm}"], _server.Names.Order());
    }

    [Fact]
    public async Task Key_is_unwrapped_once()
    {
        using var writer = Bench();
        await writer.Plan!.PrepareAsync(default);
        var written = writer.Write(Value);
        using var reader = Bench();
        await reader.ReadAsync(written);
        var requests = _server.Requests;

        for (var i = 0; i < 3; i++)
        {
            await reader.ReadAsync(written);
            writer.Write(Value);
            await writer.Plan.PrepareAsync(default);
        }

        Assert.Equal(requests, _server.Requests);
    }

    [Fact]
    public async Task Key_that_is_too_old_is_replaced_and_the_old_one_still_read()
    {
        using var writer = Bench(("encrypt.dek.expiry.days", "2"));
        using var reader = Bench(("encrypt.dek.expiry.days", "2"));
        Assert.True(writer.Plan!.IsDue);
        await writer.Plan.PrepareAsync(default);
        var first = writer.Write(Value);
        Assert.False(writer.Plan.IsDue);

        _time.Now += TimeSpan.FromDays(2);
        Assert.True(writer.Plan.IsDue);
        Assert.Equal(1, VersionOf(writer.Write(Value)));
        await writer.Plan.PrepareAsync(default);
        var second = writer.Write(Value);

        Assert.False(writer.Plan.IsDue);
        Assert.Equal((1, 2), (VersionOf(first), VersionOf(second)));
        Assert.Equal(Value, await reader.ReadAsync(second));
        Assert.Equal(Value, await reader.ReadAsync(first));
    }

    [Fact]
    public async Task Key_that_cannot_be_replaced_is_used_on()
    {
        using var writer = Bench(("encrypt.dek.expiry.days", "1"));
        await writer.Plan!.PrepareAsync(default);
        _time.Now += TimeSpan.FromDays(1);
        _server.IsRefusing = true;

        await writer.Plan.PrepareAsync(default);

        Assert.Equal(1, VersionOf(writer.Write(Value)));
        Assert.True(writer.Plan.IsDue);
    }

    [Fact]
    public async Task Whole_value_is_encrypted_by_an_encoding_rule()
    {
        using var writer = Payload();
        using var reader = Payload();
        await writer.Plan!.PrepareAsync(default);

        var written = writer.Write(Encoding.UTF8.GetBytes(Value));

        Assert.DoesNotContain("seen", Encoding.Latin1.GetString(written));
        Assert.Equal(Value, Encoding.UTF8.GetString(await reader.ReadAsync(written)));
    }

    [Fact]
    public async Task Key_that_the_registry_gives_open_needs_no_provider()
    {
        _server.OpenKey = Convert.ToBase64String(TinkKey.Create(TinkKey.Gcm256));
        _server.Put("k", new JsonObject
        {
            ["name"] = "k",
            ["kmsType"] = "aws-kms",
            ["kmsKeyId"] = "id",
            ["shared"] = true,
        });
        using var bench = Bench([], [("encrypt.kms.type", "aws-kms")]);
        await bench.Plan!.PrepareAsync(default);

        Assert.Equal(Value, await bench.ReadAsync(bench.Write(Value)));
    }

    [Fact]
    public async Task Without_a_provider_the_error_says_what_to_add()
    {
        using var bench = Bench([], [("encrypt.kms.type", "hcvault")]);

        var refusal = await Assert.ThrowsAsync<RuleException>(async () => await bench.Plan!.PrepareAsync(default));

        Assert.Equal(RuleFailure.Key, refusal.Failure);
        Assert.Contains("no key provider of type 'hcvault'; add one to RuleOptions.KeyProviders", refusal.Message);
    }

    [Fact]
    public async Task Wrong_secret_is_refused_and_shown_nowhere()
    {
        using var writer = Bench();
        await writer.Plan!.PrepareAsync(default);
        var written = writer.Write(Value);
        using var stranger = Bench([new LocalKeyProvider("other secret")], []);
        using var lenient = Bench([new LocalKeyProvider("other secret")], [], "ERROR,NONE");

        var refusal = await Assert.ThrowsAsync<RuleException>(() => stranger.ReadAsync(written));

        Assert.Equal((RuleFailure.Key, "$.name"), (refusal.Failure, refusal.Field));
        Assert.DoesNotContain("secret", refusal.ToString());
        Assert.Equal(written, await lenient.ReadAsync(written));
        Assert.DoesNotContain("secret", new LocalKeyProvider("other secret").ToString());
    }

    [Fact]
    public async Task Key_that_was_refused_is_asked_for_again_only_after_a_while()
    {
        using var writer = Bench();
        await writer.Plan!.PrepareAsync(default);
        var written = writer.Write(Value);
        using var stranger = Bench([new LocalKeyProvider("other secret")], [], "ERROR,NONE");
        await stranger.ReadAsync(written);
        var requests = _server.Requests;

        await stranger.ReadAsync(written);
        Assert.Equal(requests, _server.Requests);

        _time.Now += KeyRing.RefusalMemory;
        await stranger.ReadAsync(written);
        Assert.True(_server.Requests > requests);
    }

    [Theory]
    [InlineData("""{"name":"plain text"}""")]
    [InlineData("""{"name":"AAAA"}""")]
    [InlineData("""{"name":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    public async Task Value_that_is_not_encrypted_is_refused(string value)
    {
        using var bench = Bench();
        await bench.Plan!.PrepareAsync(default);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => bench.ReadAsync(value));

        Assert.Equal(RuleFailure.Cipher, refusal.Failure);
    }

    [Fact]
    public async Task Number_cannot_be_encrypted()
    {
        using var bench = new RuleBench(
            SchemaFormat.Json,
            Schema.Replace("{\"type\":\"integer\"}", "{\"type\":\"integer\",\"confluent:tags\":[\"PII\"]}"),
            Rule(null, []),
            options: Options([new LocalKeyProvider("s")]));
        await bench.Plan!.PrepareAsync(default);

        var refusal = Assert.Throws<RuleException>(() => bench.Write(Value));

        Assert.Equal((RuleFailure.Value, "$.id"), (refusal.Failure, refusal.Field));
    }

    [Theory]
    [InlineData("encrypt.kek.name", "")]
    [InlineData("encrypt.dek.algorithm", "ROT13")]
    [InlineData("encrypt.dek.expiry.days", "-1")]
    public void Wrong_parameters_are_named(string name, string value)
    {
        using var bench = Bench((name, value));

        Assert.Contains(name, Assert.Throws<RuleException>(() => bench.Write(Value)).Message);
    }

    [Fact]
    public void Nothing_is_written_in_the_open_before_there_is_a_key()
    {
        using var bench = Bench();

        Assert.Equal(RuleFailure.Key, Assert.Throws<RuleException>(() => bench.Write(Value)).Failure);
    }

    private static int VersionOf(string json) =>
        Convert.FromBase64String(JsonNode.Parse(json)!["name"]!.GetValue<string>())[4];

    private static string Rule(string? onFailure, (string Name, string Value)[] parameters)
    {
        var all = new Dictionary<string, string>
        {
            ["encrypt.kek.name"] = "k",
            ["encrypt.kms.type"] = "local-kms",
            ["encrypt.kms.key.id"] = "id",
        };
        foreach (var (name, value) in parameters)
        {
            all[name] = value;
        }

        return RuleBench.Rule(
            "ENCRYPT", "WRITEREAD", "TRANSFORM", null, ["PII"], onFailure,
            parameters: [.. all.Select(one => (one.Key, one.Value))]);
    }

    private RuleBench Bench(params (string, string)[] parameters) => Bench([new LocalKeyProvider("s")], parameters);

    private RuleBench Bench(IKeyProvider[] providers, (string, string)[] parameters, string? onFailure = null) =>
        new(SchemaFormat.Json, Schema, Rule(onFailure, parameters), options: Options(providers));

    private RuleBench Payload() => new(
        SchemaFormat.Json,
        Schema,
        $$"""{"encodingRules":[{{Rule(null, []).Replace("\"ENCRYPT\"", "\"ENCRYPT_PAYLOAD\"")}}]}""",
        options: Options([new LocalKeyProvider("s")]));

    private RuleOptions Options(IKeyProvider[] providers) => new()
    {
        Registry = new RegistryClientOptions
        {
            Addresses = [new Uri("http://keys.example")],
            Handler = _server,
            RetryFor = TimeSpan.Zero,
        },
        KeyProviders = providers,
        Time = _time,
    };

    private sealed class MovableTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
