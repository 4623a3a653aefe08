// What a schema version says beside its schema: the rules, and the metadata that gives them tags and parameters.

using System.Text.Json;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Rules;

/// <summary>Rules and metadata of one schema version. Immutable.</summary>
internal sealed class RuleContract
{
    private readonly IReadOnlyDictionary<string, string> _properties;

    private RuleContract(JsonElement rules, JsonElement metadata)
    {
        // Rules may be meant for another place than clients, such as a gateway.
        var isHere = !rules.TryGetProperty("enableAt", out var place)
            || place.ValueKind != JsonValueKind.String || place.GetString() is "ALL" or "CLIENT";
        Domain = isHere ? Rules(rules, "domainRules") : [];
        Encoding = isHere ? Rules(rules, "encodingRules") : [];
        _properties = Texts(metadata, "properties");
        TagPatterns = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("tags", out var tags)
            && tags.ValueKind == JsonValueKind.Object
                ? [.. tags.EnumerateObject().Select(one => new TagPattern(one.Name, one.Value))]
                : [];
    }

    /// <summary>Of a schema that has neither rules nor metadata.</summary>
    internal static RuleContract None { get; } = new(JsonDocument.Parse("{}").RootElement, default);

    /// <summary>Rules on the value, in written order.</summary>
    internal IReadOnlyList<RuleDefinition> Domain { get; }

    /// <summary>Rules on the encoded bytes, in written order.</summary>
    internal IReadOnlyList<RuleDefinition> Encoding { get; }

    internal IReadOnlyList<TagPattern> TagPatterns { get; }

    /// <summary>Null for a schema without rules.</summary>
    internal static RuleContract? Of(RegisteredSchema schema) =>
        schema.RuleSet is { ValueKind: JsonValueKind.Object } rules
            ? new RuleContract(rules, schema.Metadata ?? default)
            : null;

    /// <summary>A parameter of a rule, else the property of the metadata with that name, else null.</summary>
    internal string? Parameter(RuleDefinition rule, string name) =>
        rule.Params.TryGetValue(name, out var value) || _properties.TryGetValue(name, out value) ? value : null;

    /// <summary>All tags of a field: those in its schema, and those of the patterns that its full name fits.</summary>
    internal HashSet<string> TagsOf(string fullName, IEnumerable<string> inline)
    {
        var tags = inline.ToHashSet(StringComparer.Ordinal);
        foreach (var pattern in TagPatterns.Where(pattern => pattern.Matches(fullName)))
        {
            tags.UnionWith(pattern.Tags);
        }

        return tags;
    }

    internal static IReadOnlyDictionary<string, string> Texts(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var texts)
            && texts.ValueKind == JsonValueKind.Object
                ? texts.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal)
                : new Dictionary<string, string>();

    private static IReadOnlyList<RuleDefinition> Rules(JsonElement rules, string name) =>
        rules.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(RuleDefinition.Read)]
            : [];
}
