// How members of schema objects are fetched, with the errors they give.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

public sealed partial class AvroParser
{
    private static readonly string[] ReservedInSchema =
        ["doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases"];

    private static readonly string[] ReservedInEnum = [.. ReservedInSchema, "default"];

    private static readonly string[] ReservedInField = ["default", "doc", "name", "order", "type", "aliases"];

    private static JsonValue Required(JsonValue json, string name, string at) =>
        json[name] ?? throw new SchemaParseException($"\"{name}\" is missing; add it.", at);

    private static string RequiredText(JsonValue json, string name, string at)
    {
        var value = Required(json, name, at);
        return value.Kind == JsonKind.String
            ? value.Text
            : throw new SchemaParseException($"\"{name}\" must be a string.", at + "/" + name);
    }

    private static string? OptionalText(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.String } value ? value.Text : null;

    private static IReadOnlyList<string> Texts(JsonValue json, string name, string at, bool required = false)
    {
        var value = required ? Required(json, name, at) : json[name];
        if (value is null)
        {
            return [];
        }

        if (value.Kind != JsonKind.Array)
        {
            throw new SchemaParseException($"\"{name}\" must be an array of strings.", at + "/" + name);
        }

        var texts = new List<string>(value.Items.Count);
        foreach (var item in value.Items)
        {
            texts.Add(item.Kind == JsonKind.String
                ? item.Text
                : throw new SchemaParseException($"\"{name}\" must hold strings only.", $"{at}/{name}/{texts.Count}"));
        }

        return texts;
    }

    private static List<KeyValuePair<string, JsonValue>> Properties(JsonValue json, string[] reserved)
    {
        var properties = new List<KeyValuePair<string, JsonValue>>();
        foreach (var member in json.Members)
        {
            if (Array.IndexOf(reserved, member.Key) < 0)
            {
                properties.Add(member);
            }
        }

        return properties;
    }

    private void CheckName(string simple, string at)
    {
        if (_validate && !AvroName.IsValid(simple))
        {
            throw new SchemaParseException(
                $"\"{simple}\" is not an Avro name; use letters, digits and _ and start with a letter or _.", at);
        }
    }
}
