// The JSON of /dek-registry/v1, as far as the client uses it.

using System.Text.Json.Serialization;

namespace TypedStreams.Rules.Encryption;

internal sealed record KekMessage(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("kmsType")] string KmsType,
    [property: JsonPropertyName("kmsKeyId")] string KmsKeyId,
    [property: JsonPropertyName("kmsProps")] IReadOnlyDictionary<string, string>? KmsProps,
    [property: JsonPropertyName("shared")] bool Shared);

/// <summary>A data key; a class, because a record would print the key.</summary>
internal sealed class DekMessage
{
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    [JsonPropertyName("version")]
    public int? Version { get; init; }

    [JsonPropertyName("algorithm")]
    public string? Algorithm { get; init; }

    [JsonPropertyName("encryptedKeyMaterial")]
    public string? EncryptedKeyMaterial { get; init; }

    /// <summary>Only from a registry that may use the key encryption key itself.</summary>
    [JsonPropertyName("keyMaterial")]
    public string? KeyMaterial { get; init; }

    /// <summary>When it was registered, milliseconds since 1970.</summary>
    [JsonPropertyName("ts")]
    public long? Ts { get; init; }

    internal DateTimeOffset? RegisteredAt => Ts is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KekMessage))]
[JsonSerializable(typeof(DekMessage))]
internal sealed partial class KeyJson : JsonSerializerContext;
