using System.Buffers;
using System.Text;
using System.Text.Json;
using TypedStreams.Avro;
using TypedStreams.Rules;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Tests.Rules;

/// <summary>The rules of one schema, without a registry.</summary>
internal sealed class RuleBench : IDisposable
{
    internal const string Subject = "orders-value";

    internal RuleBench(
        SchemaFormat format, string schema, string rules, string metadata = "{}", RuleOptions? options = null)
    {
        Options = options ?? new RuleOptions();
        Plan = RulePlan.Create(Subject, Schema(format, schema, rules, metadata), Options);
    }

    internal RuleOptions Options { get; }

    internal IPayloadRules? Plan { get; }

    internal static RegisteredSchema Schema(
        SchemaFormat format, string schema, string rules, string metadata = "{}") => new(1, format, schema, [])
        {
            RuleSet = JsonDocument.Parse(rules.StartsWith("{\"name\"", StringComparison.Ordinal)
            ? $$"""{"domainRules":[{{rules}}]}"""
            : rules).RootElement,
            Metadata = JsonDocument.Parse(metadata).RootElement,
        };

    /// <summary>One rule as the registry has it.</summary>
    internal static string Rule(
        string type,
        string mode,
        string kind,
        string? expr = null,
        string[]? tags = null,
        string? onFailure = null,
        string? onSuccess = null,
        string name = "check",
        bool isDisabled = false,
        params (string Name, string Value)[] parameters) => JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["name"] = name,
            ["type"] = type,
            ["mode"] = mode,
            ["kind"] = kind,
            ["expr"] = expr,
            ["tags"] = tags,
            ["onFailure"] = onFailure,
            ["onSuccess"] = onSuccess,
            ["disabled"] = isDisabled,
            ["params"] = parameters.ToDictionary(one => one.Name, one => one.Value),
        });

    internal byte[] Write(byte[] payload, int messageIndex = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        Plan!.Write(payload, new RuleCall("orders", messageIndex), output);
        return output.WrittenSpan.ToArray();
    }

    internal string Write(string json) => Encoding.UTF8.GetString(Write(Encoding.UTF8.GetBytes(json)));

    internal async Task<byte[]> ReadAsync(byte[] payload, int messageIndex = 0) => (await Plan!.ReadAsync(
        payload, new RuleCall("orders", messageIndex), TestContext)).ToArray();

    internal async Task<string> ReadAsync(string json) =>
        Encoding.UTF8.GetString(await ReadAsync(Encoding.UTF8.GetBytes(json)));

    public void Dispose() => Options.Dispose();

    internal static byte[] Avro(WriteAvro write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(output);
        write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    internal delegate void WriteAvro(ref AvroWriter writer);

    private static CancellationToken TestContext => CancellationToken.None;
}
