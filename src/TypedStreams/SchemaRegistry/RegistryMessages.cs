// The JSON of the registry's HTTP interface, as far as the client uses it. Unknown properties are ignored: newer
// registries answer more.

using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedStreams.SchemaRegistry;

/// <summary>Body of register, look-up and compatibility requests.</summary>
internal sealed record SchemaRequest(
    [property: JsonPropertyName("schema")] string Schema,
    [property: JsonPropertyName("schemaType")] string? SchemaType);

/// <summary>A schema in an answer; which members are there depends on the request.</summary>
internal sealed record SchemaReply(
    [property: JsonPropertyName("subject")] string? Subject,
    [property: JsonPropertyName("version")] int? Version,
    [property: JsonPropertyName("id")] int? Id,
    [property: JsonPropertyName("schemaType")] string? SchemaType,
    [property: JsonPropertyName("schema")] string? Schema,
    [property: JsonPropertyName("references")] IReadOnlyList<ReferenceReply>? References,
    [property: JsonPropertyName("ruleSet")] JsonElement? RuleSet = null,
    [property: JsonPropertyName("metadata")] JsonElement? Metadata = null);

/// <summary>A reference to a version of a subject.</summary>
internal sealed record ReferenceReply(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("version")] int Version);

internal sealed record ConfigReply(
    [property: JsonPropertyName("compatibilityLevel")] string? CompatibilityLevel);

internal sealed record ErrorReply(
    [property: JsonPropertyName("error_code")] int? ErrorCode,
    [property: JsonPropertyName("message")] string? Message);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SchemaRequest))]
[JsonSerializable(typeof(SchemaReply))]
[JsonSerializable(typeof(ConfigReply))]
[JsonSerializable(typeof(ErrorReply))]
internal sealed partial class RegistryJson : JsonSerializerContext;
