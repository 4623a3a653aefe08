// Tags in Avro schemas: the property "confluent:tags" of a record or field. Works on the JSON text, so that nothing
// else of it changes. Pure.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Formats;

internal static class AvroTags
{
    private const string Property = "confluent:tags";

    /// <summary>The tagged records and fields of a schema, in the order in which they stand in it.</summary>
    internal static IEnumerable<EntityTags> Of(AvroSchema schema) => Of(schema, []);

    /// <summary>The text with tags put on and taken off.</summary>
    /// <exception cref="SchemaParseException">It is not JSON.</exception>
    internal static string Change(
        string text, IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove, out EntityTags? missing)
    {
        var edit = new TagEdit(add, remove);
        string changed = edit.Schema(JsonValue.Parse(text), space: "").ToString();
        missing = add.FirstOrDefault(entity => !edit.Seen.Contains((entity.Path, entity.IsRecord)));
        return changed;
    }

    private static IEnumerable<EntityTags> Of(AvroSchema schema, HashSet<string> seen) => schema switch
    {
        AvroRecord record when seen.Add(record.Name.Full) => Of(record, seen),
        AvroArray array => Of(array.Items, seen),
        AvroMap map => Of(map.Values, seen),
        AvroUnion union => union.Branches.SelectMany(branch => Of(branch, seen)),
        _ => [],
    };

    private static IEnumerable<EntityTags> Of(AvroRecord record, HashSet<string> seen)
    {
        if (Tags(record.Property(Property)) is { Length: > 0 } tags)
        {
            yield return new EntityTags(record.Name.Full, IsRecord: true, tags);
        }

        foreach (AvroField field in record.Fields)
        {
            JsonValue? property = field.Properties.FirstOrDefault(known => known.Key == Property).Value;
            if (Tags(property) is { Length: > 0 } ofField)
            {
                yield return new EntityTags($"{record.Name.Full}.{field.Name}", IsRecord: false, ofField);
            }

            foreach (EntityTags inner in Of(field.Schema, seen))
            {
                yield return inner;
            }
        }
    }

    private static ImmutableArray<string> Tags(JsonValue? property) =>
        property is { Kind: JsonKind.Array } ? [.. property.Items.Select(item => item.Text)] : [];

    /// <summary>One walk through a text that rewrites what is tagged.</summary>
    private sealed class TagEdit(IReadOnlyList<EntityTags> add, IReadOnlyList<EntityTags> remove)
    {
        internal HashSet<(string Path, bool IsRecord)> Seen { get; } = [];

        internal JsonValue Schema(JsonValue json, string space) => json.Kind switch
        {
            JsonKind.Array => JsonValue.Array([.. json.Items.Select(item => Schema(item, space))]),
            JsonKind.Object when json["type"]?.Text is "record" or "error" => Record(json, space),
            JsonKind.Object => With(json, (name, value) =>
                name is "items" or "values" or "type" ? Schema(value, space) : value),
            _ => json,
        };

        private JsonValue Record(JsonValue json, string space)
        {
            string name = json["name"]?.Text ?? "";
            string full = name.Contains('.') ? name
                : (json["namespace"]?.Text ?? space) is { Length: > 0 } own ? $"{own}.{name}"
                : name;
            string inner = full.Contains('.') ? full[..full.LastIndexOf('.')] : "";
            JsonValue record = With(json, (member, value) => member == "fields"
                ? JsonValue.Array([.. value.Items.Select(field => Field(field, full, inner))])
                : value);
            return Retag(record, full, isRecord: true);
        }

        private JsonValue Field(JsonValue field, string record, string space)
        {
            JsonValue inner = With(field, (name, value) => name == "type" ? Schema(value, space) : value);
            return Retag(inner, $"{record}.{field["name"]?.Text}", isRecord: false);
        }

        private JsonValue Retag(JsonValue json, string path, bool isRecord)
        {
            Seen.Add((path, isRecord));
            ImmutableArray<string> before = Tags(json[Property]);
            string[] tags = [.. before.Concat(Of(add)).Except(Of(remove))];
            if (tags.SequenceEqual(before))
            {
                return json;
            }

            IEnumerable<KeyValuePair<string, JsonValue>> others = json.Members.Where(m => m.Key != Property);
            return JsonValue.Object(tags.Length == 0
                ? [.. others]
                : [.. others, KeyValuePair.Create(Property, JsonValue.Array([.. tags.Select(JsonValue.String)]))]);

            IEnumerable<string> Of(IReadOnlyList<EntityTags> entities) => entities
                .Where(entity => entity.Path == path && entity.IsRecord == isRecord)
                .SelectMany(entity => entity.Tags);
        }

        private static JsonValue With(JsonValue json, Func<string, JsonValue, JsonValue> change) => JsonValue.Object(
            [.. json.Members.Select(member => KeyValuePair.Create(member.Key, change(member.Key, member.Value)))]);
    }
}
