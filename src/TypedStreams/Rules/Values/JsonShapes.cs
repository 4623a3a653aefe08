// A JSON Schema as rules need it: what parts of a value are fields, and what they are tagged with. The walk follows the
// schema, as Confluent's clients do: properties, items, allOf, the first fitting of oneOf, every fitting of anyOf.

using System.Buffers;
using System.Collections.Concurrent;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Rules.Values;

internal sealed class JsonShapes : IValueFormat
{
    /// <summary>Most places that are remembered; a recursive schema has no end of them.</summary>
    private const int MaxPlaces = 10_000;

    private readonly ConcurrentDictionary<(JsonValue, string), FieldPlace> _places = new();
    private readonly RuleContract _contract;

    internal JsonShapes(JsonSchemaDocument document, RuleContract contract)
    {
        _contract = contract;
        Root = document.Json;
        Validator = new JsonSchemaValidator(document);
    }

    internal JsonValue Root { get; }

    internal JsonSchemaValidator Validator { get; }

    public ValueTree Read(ReadOnlyMemory<byte> payload, int messageIndex) => new JsonTree(this, payload);

    internal FieldPlace PlaceOf(JsonValue schema, string path, string name)
    {
        var fullName = $"{path}.{name}";
        if (_places.TryGetValue((schema, fullName), out var place))
        {
            return place;
        }

        place = new FieldPlace(name, fullName, _contract.TagsOf(fullName, Tags(schema, 0)));
        if (_places.Count < MaxPlaces)
        {
            _places.TryAdd((schema, fullName), place);
        }

        return place;
    }

    internal static FieldType TypeOf(JsonValue schema, string? type)
    {
        var hasProperties = schema["properties"] is { Members.Count: > 0 };
        if (type is null)
        {
            return hasProperties ? FieldType.Record : FieldType.Null;
        }

        if (schema["const"] is not (null or { Kind: JsonKind.Null }) || schema["enum"] is not null)
        {
            return FieldType.Enum;
        }

        return type switch
        {
            "object" => hasProperties ? FieldType.Record : FieldType.Map,
            "array" => FieldType.Array,
            "string" => FieldType.String,
            "integer" => FieldType.Int,
            "number" => FieldType.Double,
            "boolean" => FieldType.Boolean,
            _ => FieldType.Null,
        };
    }

    private IEnumerable<string> Tags(JsonValue schema, int depth) => depth > ValueLimits.MaxDepth
        ? []
        : (schema["confluent:tags"]?.Items.Select(tag => tag.Text) ?? [])
            .Concat(Validator.ReferencesOf(schema).SelectMany(target => Tags(target, depth + 1)));
}

/// <summary>A JSON value taken apart.</summary>
internal sealed class JsonTree : ValueTree
{
    private readonly JsonShapes _shapes;
    private readonly ReadOnlyMemory<byte> _payload;
    private JsonPart _root;

    internal JsonTree(JsonShapes shapes, ReadOnlyMemory<byte> payload)
    {
        _shapes = shapes;
        _payload = payload;
        _root = JsonParts.Read(payload.Span);
    }

    internal override object? Message => _root.Value;

    internal override bool IsChanged => _root.IsChanged;

    internal override void Visit(IFieldRule rule) =>
        _root = new JsonVisit(_shapes, rule, _payload).Visit(_shapes.Root, _root, "$", null, _root);

    internal override void Replace(object value)
    {
        JsonOutput.Require(value);
        _root = new JsonPart(value);
    }

    internal override void WriteTo(IBufferWriter<byte> output)
    {
        if (IsChanged)
        {
            new JsonOutput(_payload.Span).Write(output, _root);
        }
        else
        {
            output.Write(_payload.Span);
        }
    }
}
