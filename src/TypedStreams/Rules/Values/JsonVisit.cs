// A walk of a field rule over a JSON value, along its schema. A value that no schema describes is not shown. How often
// alternatives are tried is bounded, since each trial reads the part again.

using System.Buffers;
using System.Text;
using TypedStreams.Rules.Cel;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Rules.Values;

internal sealed class JsonVisit(JsonShapes shapes, IFieldRule rule, ReadOnlyMemory<byte> payload)
{
    /// <summary>Most alternatives (oneOf, anyOf) that are tried for one value.</summary>
    private const int MaxTrials = 10_000;

    private static readonly string[] Alternatives = ["allOf", "oneOf", "anyOf"];

    private int _trials;
    private int _depth;

    /// <summary>What stands at a part afterwards: itself, or what the rule made of it.</summary>
    internal JsonPart Visit(JsonValue schema, JsonPart part, string path, FieldPlace? place, object message)
    {
        if (schema.Kind != JsonKind.Object || part.Value is null)
        {
            return part;
        }

        // References may lead round in a circle without coming to another part.
        if (++_depth > ValueLimits.MaxDepth * 2)
        {
            throw new MalformedDataException("the schema leads too deep for rules to follow", Math.Max(part.Start, 0));
        }

        foreach (var target in shapes.Validator.ReferencesOf(schema))
        {
            part = Visit(target, part, path, place, message);
        }

        part = Array.Exists(Alternatives, name => schema[name] is { Items.Count: > 0 })
            ? Combined(schema, part, path, place, message)
            : Plain(schema, part, path, place, message);
        _depth--;
        return part;
    }

    private JsonPart Combined(JsonValue schema, JsonPart part, string path, FieldPlace? place, object message)
    {
        if (schema["allOf"] is { Items.Count: > 0 } all)
        {
            foreach (var inner in all.Items)
            {
                part = Visit(inner, part, path, place, message);
            }
        }
        else if (schema["oneOf"] is { Items.Count: > 0 } one)
        {
            if (one.Items.FirstOrDefault(inner => Accepts(inner, part)) is { } fitting)
            {
                part = Visit(fitting, part, path, place, message);
            }
        }
        else
        {
            foreach (var inner in schema["anyOf"]!.Items)
            {
                part = Accepts(inner, part) ? Visit(inner, part, path, place, message) : part;
            }
        }

        Properties(schema, part, path);
        Items(schema, part, path, place, message);
        return part;
    }

    private JsonPart Plain(JsonValue schema, JsonPart part, string path, FieldPlace? place, object message)
    {
        switch (part)
        {
            case JsonListPart:
                Items(schema, part, path, place, message);
                return part;
            case JsonObjectPart:
                Properties(schema, part, path);
                return part;
        }

        var type = JsonShapes.TypeOf(schema, NameOfType(schema, part));
        if (place is null || type is FieldType.Null or FieldType.Record or FieldType.Map or FieldType.Array
            || !rule.Wants(place))
        {
            return part;
        }

        var value = part.Value!;
        var after = rule.Apply(place, type, value, message);
        if (ReferenceEquals(after, value) || (after is not null && CelOperators.AreEqual(after, value)))
        {
            return part;
        }

        Require(schema, value, after);
        return new JsonMadePart(after, part);
    }

    private void Properties(JsonValue schema, JsonPart part, string path)
    {
        if (part is not JsonObjectPart members || schema["properties"] is not { Members.Count: > 0 } properties)
        {
            return;
        }

        foreach (var (name, inner) in properties.Members)
        {
            for (var i = 0; members.ContainsKey(name) && i < members.Members.Count; i++)
            {
                if (members.Members[i].Key == name)
                {
                    var place = shapes.PlaceOf(inner, path, name);
                    var after = Visit(inner, members.Members[i].Value, place.FullName, place, members);
                    members.Members[i] = KeyValuePair.Create(name, after);
                    members.IsChanged |= after.IsChanged;
                }
            }
        }
    }

    private void Items(JsonValue schema, JsonPart part, string path, FieldPlace? place, object message)
    {
        if (part is not JsonListPart list || schema["items"] is not { Kind: JsonKind.Object } items)
        {
            return;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            list.Items[i] = Visit(items, list.Items[i], path, place, message);
            list.IsChanged |= list.Items[i].IsChanged;
        }
    }

    /// <summary>The schema's type; of several the one that the value has.</summary>
    private static string? NameOfType(JsonValue schema, JsonPart part) => schema["type"] switch
    {
        { Kind: JsonKind.String } one => one.Text,
        { Kind: JsonKind.Array } several => several.Items.FirstOrDefault(type => Has(type.Text, part.Value))?.Text,
        _ => null,
    };

    private static bool Has(string type, object? value) => (type, value) switch
    {
        ("string", string) or ("boolean", bool) or ("integer" or "number", long or ulong) or ("number", double) => true,
        ("integer", double number) => number == Math.Truncate(number),
        _ => false,
    };

    private void Require(JsonValue schema, object before, object? after)
    {
        var isFit = (before, after) switch
        {
            (string, string) or (bool, bool) => true,
            (long or ulong or double, long or ulong) => true,
            (long or ulong or double, double number) => double.IsFinite(number),
            (_, null) => shapes.Validator.Accepts(schema, JsonValue.Null),
            _ => false,
        };
        if (!isFit)
        {
            throw new ValueMisfitException(
                $"a {CelType.Of(after).Name} cannot take the place of a {CelType.Of(before).Name}");
        }
    }

    private bool Accepts(JsonValue schema, JsonPart part)
    {
        if (++_trials > MaxTrials)
        {
            throw new MalformedDataException(
                $"more than {MaxTrials} alternatives would be tried for the value", Math.Max(part.Start, 0));
        }

        var text = new ArrayBufferWriter<byte>();
        new JsonOutput(payload.Span).Write(text, part);
        return shapes.Validator.Accepts(schema, JsonValue.Parse(Encoding.UTF8.GetString(text.WrittenSpan)));
    }
}
