// Metadata and rule sets as JSON, in requests, answers and stored records. Empty members are left out.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Text;

internal static class ContractText
{
    /// <summary>Writes name and metadata unless there is none.</summary>
    internal static void Write(JsonText text, string name, SchemaMetadata? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        text.Name(name).Open('{');
        if (metadata.Tags.Count > 0)
        {
            text.Name("tags").Open('{');
            foreach ((string path, ImmutableSortedSet<string> tags) in metadata.Tags)
            {
                text.Name(path).Strings(tags);
            }

            text.Close('}');
        }

        Write(text, "properties", metadata.Properties);
        if (metadata.Sensitive.Count > 0)
        {
            text.Name("sensitive").Strings(metadata.Sensitive);
        }

        text.Close('}');
    }

    /// <summary>Writes name and rule set unless there is none.</summary>
    internal static void Write(JsonText text, string name, RuleSet? rules)
    {
        if (rules is null)
        {
            return;
        }

        text.Name(name).Open('{');
        Write(text, "migrationRules", rules.Migrations);
        Write(text, "domainRules", rules.Domain);
        Write(text, "encodingRules", rules.Encodings);
        Write(text, "enableAt", rules.EnableAt);
        text.Close('}');
    }

    /// <summary>Reads metadata; null when it is absent, null or empty.</summary>
    /// <exception cref="FormatException">A part has another form.</exception>
    internal static SchemaMetadata? ReadMetadata(JsonValue? json)
    {
        if (json is null or { Kind: JsonKind.Null })
        {
            return null;
        }

        Require(json, JsonKind.Object, "metadata");
        var metadata = new SchemaMetadata(
            Members(json["tags"], "metadata.tags").Select(member =>
                KeyValuePair.Create(member.Key, Words(member.Value, "metadata.tags"))),
            Texts(json["properties"], "metadata.properties"),
            Words(json["sensitive"], "metadata.sensitive"));
        bool isEmpty = metadata.Tags.Count + metadata.Properties.Count + metadata.Sensitive.Count == 0;
        return isEmpty ? null : metadata;
    }

    /// <summary>Reads a rule set, without judging it; null when it is absent, null or has no rule.</summary>
    /// <exception cref="FormatException">A part has another form.</exception>
    internal static RuleSet? ReadRuleSet(JsonValue? json)
    {
        if (json is null or { Kind: JsonKind.Null })
        {
            return null;
        }

        Require(json, JsonKind.Object, "ruleSet");
        var rules = new RuleSet(
            Rules(json["migrationRules"], "migrationRules"),
            Rules(json["domainRules"], "domainRules"),
            Rules(json["encodingRules"], "encodingRules"),
            Scalar(json["enableAt"]));
        return rules.All.Any() ? rules : null;
    }

    private static ImmutableArray<SchemaRule> Rules(JsonValue? json, string name)
    {
        if (json is null or { Kind: JsonKind.Null })
        {
            return [];
        }

        Require(json, JsonKind.Array, name);
        return [.. json.Items.Select(Rule)];
    }

    private static SchemaRule Rule(JsonValue json)
    {
        Require(json, JsonKind.Object, "a rule");
        return new SchemaRule
        {
            Name = Scalar(json["name"]),
            Doc = Scalar(json["doc"]),
            Kind = Scalar(json["kind"])?.ToUpperInvariant(),
            Mode = Scalar(json["mode"])?.ToUpperInvariant(),
            Type = Scalar(json["type"]),
            Tags = Words(json["tags"], "tags"),
            Params = Texts(json["params"], "params").ToImmutableSortedDictionary(StringComparer.Ordinal),
            Expr = Scalar(json["expr"]),
            OnSuccess = Scalar(json["onSuccess"]),
            OnFailure = Scalar(json["onFailure"]),
            IsDisabled = json["disabled"]?.Kind == JsonKind.True,
        };
    }

    private static void Write(JsonText text, string name, ImmutableArray<SchemaRule> rules)
    {
        if (rules.IsEmpty)
        {
            return;
        }

        text.Name(name).Open('[');
        foreach (SchemaRule rule in rules)
        {
            text.Open('{');
            Write(text, "name", rule.Name);
            Write(text, "doc", rule.Doc);
            Write(text, "kind", rule.Kind);
            Write(text, "mode", rule.Mode);
            Write(text, "type", rule.Type);
            if (rule.Tags.Count > 0)
            {
                text.Name("tags").Strings(rule.Tags);
            }

            Write(text, "params", rule.Params);
            Write(text, "expr", rule.Expr);
            Write(text, "onSuccess", rule.OnSuccess);
            Write(text, "onFailure", rule.OnFailure);
            text.Member("disabled", rule.IsDisabled).Close('}');
        }

        text.Close(']');
    }

    private static void Write(JsonText text, string name, ImmutableSortedDictionary<string, string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        text.Name(name).Open('{');
        foreach ((string member, string value) in texts)
        {
            text.Member(member, value);
        }

        text.Close('}');
    }

    private static void Write(JsonText text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Member(name, value);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonValue>> Members(JsonValue? json, string name)
    {
        if (json is null or { Kind: JsonKind.Null })
        {
            return [];
        }

        Require(json, JsonKind.Object, name);
        return json.Members;
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(JsonValue? json, string name) =>
        Members(json, name).Where(member => member.Value.Kind != JsonKind.Null).Select(member =>
            KeyValuePair.Create(member.Key, Scalar(member.Value)!));

    private static ImmutableSortedSet<string> Words(JsonValue? json, string name)
    {
        if (json is null or { Kind: JsonKind.Null })
        {
            return [];
        }

        Require(json, JsonKind.Array, name);
        return json.Items.Select(item => Scalar(item) ?? "").ToImmutableSortedSet(StringComparer.Ordinal);
    }

    private static string? Scalar(JsonValue? json) => json?.Kind switch
    {
        null or JsonKind.Null => null,
        JsonKind.Object or JsonKind.Array =>
            throw new FormatException("A text is wanted where an object or an array stands."),
        JsonKind.True => "true",
        JsonKind.False => "false",
        _ => json.Text,
    };

    private static void Require(JsonValue json, JsonKind kind, string name)
    {
        if (json.Kind != kind)
        {
            throw new FormatException($"\"{name}\" must be an {(kind == JsonKind.Array ? "array" : "object")}.");
        }
    }
}
