// Types, values, numbers and strings.

using System.Text.RegularExpressions;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonValidation
{
    private bool CheckType(JsonRule rule, JsonValue types, JsonValue instance)
    {
        var isRight = types.Kind == JsonKind.Array
            ? types.Items.Any(type => IsOfType(type.Text, instance, rule.Place.Draft))
            : IsOfType(types.Text, instance, rule.Place.Draft);
        return isRight || Fail(rule, "type", $"it is {NameOf(instance)}, not {types}");
    }

    private static bool IsOfType(string type, JsonValue instance, JsonSchemaDraft draft) => instance.Kind switch
    {
        JsonKind.Null => type == "null",
        JsonKind.True or JsonKind.False => type == "boolean",
        JsonKind.String => type == "string",
        JsonKind.Array => type == "array",
        JsonKind.Object => type == "object",
        _ => type == "number" || (type == "integer" && IsInteger(instance.Text, draft)),
    };

    /// <summary>In draft-04 the spelling counts: 1.0 is no integer. Since draft-06 the value does.</summary>
    private static bool IsInteger(string text, JsonSchemaDraft draft) => draft == JsonSchemaDraft.Draft4
        ? text.AsSpan().IndexOfAny('.', 'e', 'E') < 0
        : JsonNumber.Parse(text).IsInteger;

    private static string NameOf(JsonValue instance) => instance.Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => "a boolean",
        JsonKind.Number => "a number",
        JsonKind.String => "a string",
        JsonKind.Array => "an array",
        _ => "an object",
    };

    private bool CheckEnum(JsonRule rule, JsonValue instance) =>
        rule.Values?.Contains(JsonSchemaText.Canonical(instance)) != false
        || Fail(rule, "enum", $"it is none of the {rule.Values.Count} values allowed");

    private bool CheckConst(JsonRule rule, JsonValue instance) =>
        rule.Place.Draft < JsonSchemaDraft.Draft6 || rule.Constant == JsonSchemaText.Canonical(instance)
        || Fail(rule, "const", "it is not the one value allowed");

    private bool CheckNumber(JsonRule rule, string name, JsonValue value, JsonValue instance)
    {
        if (value.Kind != JsonKind.Number)
        {
            return true;
        }

        var (number, limit) = (JsonNumber.Parse(instance.Text), JsonNumber.Parse(value.Text));
        var order = number.CompareTo(limit);
        // draft-04 says with a boolean that the limit beside it is exclusive.
        var isOpen = rule.Place.Draft == JsonSchemaDraft.Draft4;
        var isRight = name switch
        {
            "minimum" => isOpen && rule.Json["exclusiveMinimum"] is { Kind: JsonKind.True } ? order > 0 : order >= 0,
            "maximum" => isOpen && rule.Json["exclusiveMaximum"] is { Kind: JsonKind.True } ? order < 0 : order <= 0,
            "exclusiveMinimum" => order > 0,
            "exclusiveMaximum" => order < 0,
            "multipleOf" => number.IsMultipleOf(limit),
            _ => true,
        };
        return isRight || Fail(rule, name, $"{instance} breaks {name} {value}");
    }

    private bool CheckString(JsonRule rule, string name, JsonValue value, JsonValue instance)
    {
        switch (name)
        {
            case "minLength" or "maxLength" when value.Kind == JsonKind.Number:
                return IsWithin(name == "minLength", LengthOf(instance.Text), value)
                    || Fail(rule, name, $"its length of {LengthOf(instance.Text)} breaks {name} {value}");
            case "pattern" when rule.Pattern is { } pattern:
                return Matches(rule, pattern, instance.Text)
                    || Fail(rule, name, $"it does not match {value}");
            default:
                return true;
        }
    }

    /// <summary>Characters as JSON counts them: one for each code point.</summary>
    private static int LengthOf(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            count -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return count;
    }

    private static bool IsWithin(bool isLeast, int count, JsonValue limit)
    {
        var order = JsonNumber.Parse(count.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .CompareTo(JsonNumber.Parse(limit.Text));
        return isLeast ? order >= 0 : order <= 0;
    }

    private bool Matches(JsonRule rule, Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            var sentence = $"a pattern needs longer than {JsonPattern.Timeout.TotalMilliseconds} ms: {pattern}";
            _refusal = new JsonFault(Pointer(), SchemaPlace(rule, ""), sentence);
            return false;
        }
    }
}
