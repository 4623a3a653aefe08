// Whether a JSON value is what a schema asks for, by the specifications of drafts 4, 6, 7, 2019-09 and 2020-12: what is
// asserted and what is only noted (format, content*), what counts beside $ref, what unevaluated* may still look at. All
// references are resolved and all patterns compiled before the first value; nothing is ever fetched. Immutable
// afterwards, so that any number of threads may validate at once.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>Validates values against one JSON Schema. Thread-safe.</summary>
public sealed class JsonSchemaValidator
{
    /// <summary>How deep schemas may be applied within each other; then the value counts as wrong.</summary>
    public const int MaxDepth = 400;

    /// <summary>How often schemas may be applied to one value and its parts; then it counts as wrong.</summary>
    public const int MaxApplications = 1_000_000;

    /// <summary>How many faults of one value are listed.</summary>
    public const int MaxFaults = 100;

    private readonly Dictionary<JsonValue, JsonRule> _rules = [];
    private readonly JsonAddresses _addresses;
    private readonly JsonSchemaDocument _document;

    /// <summary>Prepares a schema.</summary>
    /// <param name="schema">The schema, with the texts it refers to.</param>
    /// <exception cref="SchemaParseException">A reference leads nowhere, or a pattern is none.</exception>
    public JsonSchemaValidator(JsonSchemaDocument schema)
    {
        _document = schema;
        _addresses = new JsonAddresses(schema.References, validate: false);
        _addresses.Add(schema.Json, schema.Draft, "");
        var open = new Queue<JsonValue>([schema.Json]);
        while (open.Count > 0)
        {
            Prepare(open);
            foreach (var anchored in _addresses.DynamicAnchors.Values.Where(json => !_rules.ContainsKey(json)))
            {
                open.Enqueue(anchored);
            }
        }

        IsTracking = _rules.Keys.Any(json =>
            json["unevaluatedProperties"] is not null || json["unevaluatedItems"] is not null);
    }

    /// <summary>Whether what was looked at must be remembered, because some schema asks for the rest.</summary>
    internal bool IsTracking { get; }

    /// <summary>What is wrong with a value; empty when nothing is. At most <see cref="MaxFaults"/> entries.</summary>
    public IReadOnlyList<JsonFault> Validate(JsonValue instance) =>
        new JsonValidation(this).Run(_document.Json, instance);

    /// <summary>Whether a part of the schema accepts a value.</summary>
    /// <param name="part">A schema within the schema, as <see cref="JsonSchemaDocument.Json"/> holds it.</param>
    /// <param name="instance">The value.</param>
    public bool Accepts(JsonValue part, JsonValue instance) => new JsonValidation(this).Run(part, instance).Count == 0;

    /// <summary>The schemas that a part of the schema refers to by <c>$ref</c> and its kin; usually none.</summary>
    /// <param name="part">A schema within the schema, as <see cref="JsonSchemaDocument.Json"/> holds it.</param>
    public IReadOnlyList<JsonValue> ReferencesOf(JsonValue part) =>
        _rules.TryGetValue(part, out var rule) ? rule.References.ConvertAll(link => link.Target) : [];

    internal JsonRule RuleOf(JsonValue schema) => _rules[schema];

    /// <summary>The schema of a resource that has a dynamic anchor; null when it has none of the name.</summary>
    internal JsonValue? Anchored(string resource, string name) =>
        _addresses.DynamicAnchors.TryGetValue((resource, name), out var found) ? found : null;

    /// <summary>The root of a resource when it says <c>$recursiveAnchor</c>; else null.</summary>
    internal JsonValue? Recursive(string resource) =>
        _addresses.RootOf(resource) is { } root && root["$recursiveAnchor"] is { Kind: JsonKind.True } ? root : null;

    private void Prepare(Queue<JsonValue> open)
    {
        while (open.Count > 0)
        {
            var json = open.Dequeue();
            if (json.Kind != JsonKind.Object || _rules.ContainsKey(json))
            {
                continue;
            }

            var rule = Build(json);
            _rules.Add(json, rule);
            foreach (var (_, inner) in JsonSubschemas.Of(json))
            {
                open.Enqueue(inner);
            }

            rule.References.ForEach(link => open.Enqueue(link.Target));
        }
    }

    private JsonRule Build(JsonValue json)
    {
        var place = _addresses.PlaceOf(json);
        var rule = new JsonRule(json, place);
        var keyword = (string[])["$ref", "$dynamicRef", "$recursiveRef"];
        foreach (var name in place.Draft < JsonSchemaDraft.Draft2019 ? keyword[..1] : keyword)
        {
            if (json[name] is { Kind: JsonKind.String } reference)
            {
                Resolve(rule, name, reference.Text);
            }
        }

        if (json["enum"] is { Kind: JsonKind.Array } values)
        {
            rule.Values = [.. values.Items.Select(JsonSchemaText.Canonical)];
        }

        if (json["const"] is { } value)
        {
            rule.Constant = JsonSchemaText.Canonical(value);
        }

        if (json["pattern"] is { Kind: JsonKind.String } pattern)
        {
            rule.Pattern = JsonPattern.Compile(pattern.Text, place.Pointer + "/pattern");
        }

        foreach (var member in json["patternProperties"]?.Members ?? [])
        {
            rule.NamePatterns.Add(
                new(JsonPattern.Compile(member.Key, place.Pointer + "/patternProperties"), member.Value));
        }

        return rule;
    }

    private void Resolve(JsonRule rule, string keyword, string reference)
    {
        if (_addresses.Resolve(rule.Place, reference) is { } target)
        {
            // A second reference beside the first ($ref and $dynamicRef) is applied as well.
            rule.References.Add(new JsonLink(keyword, target, DynamicName(keyword, reference, target)));
        }
        else if (JsonSchemaParser.TryDraft(reference, out var draft))
        {
            rule.Meta = draft;
        }
        else
        {
            throw new SchemaParseException(
                $"The reference \"{reference}\" leads nowhere; define it, or give what it refers to.",
                $"{rule.Place.Pointer}/{keyword}");
        }
    }

    /// <summary>The anchor that a dynamic reference looks for, when where it leads has it too; else null.</summary>
    private static string? DynamicName(string keyword, string reference, JsonValue target)
    {
        var name = reference[(reference.IndexOf('#') + 1)..];
        return keyword == "$dynamicRef" && target["$dynamicAnchor"]?.Text == name ? name : null;
    }
}
