// What keywords must look like, by the schemas of the drafts themselves. Errors name the place as a JSON pointer.

using System.Text.RegularExpressions;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal static class JsonSchemaChecks
{
    private static readonly string[] Types =
        ["array", "boolean", "integer", "null", "number", "object", "string"];

    internal static void Check(JsonValue schema, JsonSchemaDraft draft) => Check(schema, draft, "");

    private static void Check(JsonValue schema, JsonSchemaDraft draft, string at)
    {
        if (schema.Kind is JsonKind.True or JsonKind.False)
        {
            return;
        }

        Require(schema.Kind == JsonKind.Object, "A schema must be an object, true or false.", at);
        // Before 2019-09 nothing beside $ref counts.
        if (draft < JsonSchemaDraft.Draft2019 && schema["$ref"] is { Kind: JsonKind.String })
        {
            return;
        }

        foreach (var member in schema.Members)
        {
            CheckKeyword(member.Key, member.Value, draft, $"{at}/{member.Key}");
        }
    }

    private static void CheckKeyword(string name, JsonValue value, JsonSchemaDraft draft, string at)
    {
        switch (name)
        {
            case "type":
                CheckType(value, at);
                break;
            case "properties" or "definitions" or "$defs" or "dependentSchemas" or "patternProperties":
                CheckSchemas(name, value, draft, at);
                break;
            case "items" when value.Kind == JsonKind.Array && draft < JsonSchemaDraft.Draft2020:
            case "prefixItems" when draft >= JsonSchemaDraft.Draft2020:
                CheckList(value, draft, at, mayBeEmpty: name == "items");
                break;
            case "allOf" or "anyOf" or "oneOf":
                CheckList(value, draft, at, mayBeEmpty: false);
                break;
            case "items" or "additionalProperties" or "additionalItems" or "not":
            case "contains" or "propertyNames" when draft >= JsonSchemaDraft.Draft6:
            case "if" or "then" or "else" when draft >= JsonSchemaDraft.Draft7:
            case "unevaluatedItems" or "unevaluatedProperties" when draft >= JsonSchemaDraft.Draft2019:
                Check(value, draft, at);
                break;
            case "maxLength" or "minLength" or "maxItems" or "minItems" or "maxProperties" or "minProperties":
                Require(IsCount(value), $"\"{name}\" must be a whole number, 0 or more.", at);
                break;
            case "minimum" or "maximum":
                Require(value.Kind == JsonKind.Number, $"\"{name}\" must be a number.", at);
                break;
            case "exclusiveMinimum" or "exclusiveMaximum":
                var isFlag = draft == JsonSchemaDraft.Draft4;
                var isRight = isFlag ? IsBoolean(value) : value.Kind == JsonKind.Number;
                Require(isRight, $"\"{name}\" must be a {(isFlag ? "boolean" : "number")}.", at);
                break;
            default:
                CheckOther(name, value, at);
                break;
        }
    }

    private static void CheckOther(string name, JsonValue value, string at)
    {
        switch (name)
        {
            case "multipleOf":
                var isPositive = value.Kind == JsonKind.Number &&
                    JsonNumber.Parse(value.Text).CompareTo(JsonNumber.Parse("0")) > 0;
                Require(isPositive, "\"multipleOf\" must be a number greater than 0.", at);
                break;
            case "pattern":
                Require(value.Kind == JsonKind.String, "\"pattern\" must be a string.", at);
                CheckPattern(value.Text, at);
                break;
            case "uniqueItems":
                Require(IsBoolean(value), "\"uniqueItems\" must be true or false.", at);
                break;
            case "required":
                var areNames = value.Kind == JsonKind.Array && value.Items.All(item => item.Kind == JsonKind.String);
                Require(areNames, "\"required\" must be an array of names.", at);
                break;
            case "enum":
                Require(value.Kind == JsonKind.Array, "\"enum\" must be an array.", at);
                break;
            case "title" or "description" or "$ref" or "$id" or "$schema" or "$comment":
                Require(value.Kind == JsonKind.String, $"\"{name}\" must be a string.", at);
                break;
        }
    }

    private static void CheckType(JsonValue value, string at)
    {
        var items = value.Kind == JsonKind.Array ? value.Items : [value];
        var isKnown = items.Count > 0 &&
            items.All(item => item.Kind == JsonKind.String && Array.IndexOf(Types, item.Text) >= 0);
        Require(isKnown, $"\"type\" must be one of {string.Join(", ", Types)}, or an array of them.", at);
    }

    private static void CheckSchemas(string name, JsonValue value, JsonSchemaDraft draft, string at)
    {
        Require(value.Kind == JsonKind.Object, $"\"{name}\" must be an object of schemas.", at);
        foreach (var member in value.Members)
        {
            if (name == "patternProperties")
            {
                CheckPattern(member.Key, at);
            }

            Check(member.Value, draft, $"{at}/{member.Key}");
        }
    }

    private static void CheckList(JsonValue value, JsonSchemaDraft draft, string at, bool mayBeEmpty)
    {
        var isList = value.Kind == JsonKind.Array && (mayBeEmpty || value.Items.Count > 0);
        Require(isList, "An array of schemas is needed.", at);
        for (var i = 0; i < value.Items.Count; i++)
        {
            Check(value.Items[i], draft, $"{at}/{i}");
        }
    }

    private static void CheckPattern(string pattern, string at)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException)
        {
            CheckRichPattern(pattern, at);
        }
    }

    /// <summary>Look-behind and classes of Unicode, which newer ECMAScript has, .NET's own dialect has too.</summary>
    private static void CheckRichPattern(string pattern, string at)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.None, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException problem)
        {
            throw new SchemaParseException($"\"{pattern}\" is no regular expression: {problem.Message}", at);
        }
    }

    private static bool IsCount(JsonValue value) =>
        value.Kind == JsonKind.Number && JsonNumber.Parse(value.Text) is { IsInteger: true } count &&
        count.CompareTo(JsonNumber.Parse("0")) >= 0;

    private static bool IsBoolean(JsonValue value) => value.Kind is JsonKind.True or JsonKind.False;

    private static void Require(bool condition, string problem, string at)
    {
        if (!condition)
        {
            throw new SchemaParseException(problem, at);
        }
    }
}
