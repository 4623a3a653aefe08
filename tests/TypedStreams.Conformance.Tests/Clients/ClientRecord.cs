// A record as every client program reads and prints it: one JSON object a line, bytes in hex.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedStreams.Conformance.Tests.Clients;

/// <summary>One record; its topic and offset are known once it was read.</summary>
public sealed record ClientRecord
{
    public string? Topic { get; init; }

    public int Partition { get; init; }

    public long Offset { get; init; }

    /// <summary>Hex, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Hex, or null: a tombstone.</summary>
    public string? Value { get; init; }

    /// <summary>Name and hex value.</summary>
    public IReadOnlyList<string[]> Headers { get; init; } = [];

    /// <summary>Key, value and headers in one comparable text.</summary>
    [JsonIgnore]
    public string Content =>
        $"{Key ?? "null"}:{Value ?? "null"}[{string.Join(',', Headers.Select(header => $"{header[0]}={header[1]}"))}]";

    public static ClientRecord Parse(string line) =>
        JsonSerializer.Deserialize<ClientRecord>(line, JsonSerializerOptions.Web)!;

    public override string ToString() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
