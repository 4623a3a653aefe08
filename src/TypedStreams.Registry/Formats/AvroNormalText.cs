// The text of normalize=true for Avro: full names, name before type, properties sorted; docs, aliases and defaults
// stay, so schemas that differ in those remain different.
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Formats;

internal sealed class AvroNormalText
{
    private readonly HashSet<string> _known;

    private AvroNormalText(IEnumerable<string> known) => _known = new HashSet<string>(known, StringComparer.Ordinal);

    /// <summary>The normalized text; types named in <paramref name="known"/> are referred to, not defined.</summary>
    internal static string Of(AvroSchema schema, IEnumerable<string> known) =>
        new AvroNormalText(known).Schema(schema).ToString();

    private JsonValue Schema(AvroSchema schema)
    {
        var members = new List<KeyValuePair<string, JsonValue>>();
        switch (schema)
        {
            case AvroNamed named when !_known.Add(named.Name.Full):
                return JsonValue.String(named.Name.Full);
            case AvroUnion union:
                return JsonValue.Array([.. union.Branches.Select(Schema)]);
            case AvroPrimitive { Properties.Count: 0 }:
                return JsonValue.String(schema.BranchName);
            case AvroNamed named:
                Named(named, members);
                break;
            case AvroArray array:
                Add(members, "type", JsonValue.String("array"));
                Add(members, "items", Schema(array.Items));
                break;
            case AvroMap map:
                Add(members, "type", JsonValue.String("map"));
                Add(members, "values", Schema(map.Values));
                break;
            default:
                Add(members, "type", JsonValue.String(schema.BranchName));
                break;
        }

        AddSorted(members, schema.Properties);
        return JsonValue.Object(members);
    }

    private void Named(AvroNamed named, List<KeyValuePair<string, JsonValue>> members)
    {
        string type = named is AvroRecord { IsError: true } ? "error" : named.Type.ToString().ToLowerInvariant();
        Add(members, "name", JsonValue.String(named.Name.Full));
        Add(members, "type", JsonValue.String(type));
        switch (named)
        {
            case AvroRecord record:
                Add(members, "fields", JsonValue.Array([.. record.Fields.Select(Field)]));
                break;
            case AvroEnum symbols:
                Add(members, "symbols", Strings(symbols.Symbols));
                if (symbols.Default is { } fallback)
                {
                    Add(members, "default", JsonValue.String(fallback));
                }

                break;
            case AvroFixed bytes:
                Add(members, "size", JsonValue.Number(bytes.Size.ToString()));
                break;
        }

        AddText(members, "doc", named.Doc);
        if (named.Aliases.Count > 0)
        {
            Add(members, "aliases", Strings([.. named.Aliases.Select(alias => alias.Full)]));
        }
    }

    private JsonValue Field(AvroField field)
    {
        var members = new List<KeyValuePair<string, JsonValue>>();
        Add(members, "name", JsonValue.String(field.Name));
        Add(members, "type", Schema(field.Schema));
        if (field.Default is { } value)
        {
            Add(members, "default", value);
        }

        if (!field.Order.Equals("ascending", StringComparison.OrdinalIgnoreCase))
        {
            Add(members, "order", JsonValue.String(field.Order.ToLowerInvariant()));
        }

        AddText(members, "doc", field.Doc);
        if (field.Aliases.Count > 0)
        {
            Add(members, "aliases", Strings(field.Aliases));
        }

        AddSorted(members, field.Properties);
        return JsonValue.Object(members);
    }

    private static void Add(List<KeyValuePair<string, JsonValue>> members, string name, JsonValue value) =>
        members.Add(KeyValuePair.Create(name, value));

    private static void AddText(List<KeyValuePair<string, JsonValue>> members, string name, string? text)
    {
        if (text is not null)
        {
            Add(members, name, JsonValue.String(text));
        }
    }

    private static void AddSorted(
        List<KeyValuePair<string, JsonValue>> members, IReadOnlyList<KeyValuePair<string, JsonValue>> properties) =>
        members.AddRange(properties.OrderBy(property => property.Key, StringComparer.Ordinal));

    private static JsonValue Strings(IReadOnlyList<string> values) =>
        JsonValue.Array([.. values.Select(JsonValue.String)]);
}
