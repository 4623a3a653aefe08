// An immutable JSON value. Numbers keep their text, because a schema's stored form must not change a digit.
// Duplicate member names: the last value wins and the first position stays, as in Jackson.

namespace TypedStreams.Schemas.Json;

/// <summary>An immutable JSON value that keeps the text of numbers and the order of members. Thread-safe.</summary>
public sealed class JsonValue
{
    private static readonly IReadOnlyList<JsonValue> NoItems = [];
    private static readonly IReadOnlyList<KeyValuePair<string, JsonValue>> NoMembers = [];

    private JsonValue(JsonKind kind, string text)
    {
        Kind = kind;
        Text = text;
        Items = NoItems;
        Members = NoMembers;
    }

    private JsonValue(IReadOnlyList<JsonValue> items)
        : this(JsonKind.Array, "") => Items = items;

    private JsonValue(IReadOnlyList<KeyValuePair<string, JsonValue>> members)
        : this(JsonKind.Object, "") => Members = members;

    /// <summary>The value <c>null</c>.</summary>
    public static JsonValue Null { get; } = new(JsonKind.Null, "null");

    /// <summary>The value <c>true</c>.</summary>
    public static JsonValue True { get; } = new(JsonKind.True, "true");

    /// <summary>The value <c>false</c>.</summary>
    public static JsonValue False { get; } = new(JsonKind.False, "false");

    /// <summary>Which form this value has.</summary>
    public JsonKind Kind { get; }

    /// <summary>The unescaped string or the number's text; "" for arrays and objects.</summary>
    public string Text { get; }

    /// <summary>The items of an array; empty for every other form.</summary>
    public IReadOnlyList<JsonValue> Items { get; }

    /// <summary>The members of an object in order of first appearance; empty for every other form.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Members { get; }

    /// <summary>A string value.</summary>
    public static JsonValue String(string value) => new(JsonKind.String, value);

    /// <summary>A number from its JSON text, which is not checked.</summary>
    public static JsonValue Number(string text) => new(JsonKind.Number, text);

    /// <summary>An array value. The list must not change afterwards.</summary>
    public static JsonValue Array(IReadOnlyList<JsonValue> items) => new(items);

    /// <summary>An object value. The list must not change afterwards.</summary>
    public static JsonValue Object(IReadOnlyList<KeyValuePair<string, JsonValue>> members) => new(members);

    /// <summary>Reads one JSON text.</summary>
    /// <exception cref="SchemaParseException">The text is not JSON, or nests deeper than 128 levels.</exception>
    public static JsonValue Parse(string text) => new JsonReader(text).ReadDocument();

    /// <summary>The member of that name, or null when this is no object or has no such member.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            foreach (var member in Members)
            {
                if (member.Key == name)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The value as compact JSON: no blanks, members in order, number text as it was.</summary>
    public override string ToString()
    {
        var text = new JsonTextWriter();
        text.Value(this);
        return text.ToString();
    }
}
