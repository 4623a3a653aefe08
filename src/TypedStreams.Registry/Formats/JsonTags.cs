// Tags in JSON Schemas: the property "confluent:tags" of a schema. A path names a schema by what it is reached through,
// in lower case: "object" and then a property (or "definitions" or "$defs" and a name), "array" for the items, "allof",
// "anyof" or "oneof" and an index, "not". What stands beside each other in one schema may be named as parts of an allof
// (if, then and else as "conditional"), and a list of types as an anyof, which lead to the same schema. Works on the
// JSON, so that nothing else of it changes. Pure.
using System.Collections.Immutable;
using System.Globalization;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Formats;

internal static class JsonTags
{
    private const string Property = "confluent:tags";

    private static readonly (string Keyword, string Step)[] Lists =
        [("allOf", "allof"), ("anyOf", "anyof"), ("oneOf", "oneof")];

    /// <summary>The tagged objects and properties of a schema, in the order in which they stand in it.</summary>
    internal static IEnumerable<EntityTags> Of(JsonValue schema)
    {
        ImmutableArray<string> tags = Tags(schema);
        return tags.IsEmpty ? Inside(schema, "") : Inside(schema, "").Prepend(new EntityTags("object", true, tags));
    }

    /// <summary>The schema with tags put on or taken off; null when the path leads nowhere.</summary>
    internal static JsonValue? Change(JsonValue schema, EntityTags entity, bool isAdding)
    {
        var steps = new Queue<string>(entity.Path.TrimStart('.').Split('.'));
        return Change(schema, steps, entity.IsRecord, found => Retag(found, entity.Tags, isAdding));
    }

    /// <summary>What is tagged below a schema; its own tags were said by the property that has it.</summary>
    private static IEnumerable<EntityTags> Inside(JsonValue schema, string at)
    {
        string before = at.Length == 0 ? "" : at + ".";
        foreach ((string keyword, string step) in new[] { ("properties", "object"),
            ("definitions", "object.definitions"), ("$defs", "object.$defs") })
        {
            foreach (KeyValuePair<string, JsonValue> member in schema[keyword]?.Members ?? [])
            {
                foreach (EntityTags tagged in Tagged(member.Value, $"{before}{step}.{member.Key}", isRecord: false))
                {
                    yield return tagged;
                }
            }
        }

        foreach ((string step, JsonValue part) in Parts(schema))
        {
            foreach (EntityTags tagged in Tagged(part, before + step, isRecord: true))
            {
                yield return tagged;
            }
        }
    }

    private static IEnumerable<(string Step, JsonValue Part)> Parts(JsonValue schema)
    {
        if (schema["items"] is { Kind: JsonKind.Object } items)
        {
            yield return ("array", items);
        }

        foreach ((string keyword, string step) in Lists)
        {
            IReadOnlyList<JsonValue> parts = schema[keyword]?.Items ?? [];
            for (int i = 0; i < parts.Count; i++)
            {
                yield return ($"{step}.{i}", parts[i]);
            }
        }

        if (schema["not"] is { } excluded)
        {
            yield return ("not", excluded);
        }

        foreach (string branch in (string[])["if", "then", "else"])
        {
            if (schema[branch] is { } part)
            {
                yield return ("allof.0.conditional." + branch, part);
            }
        }
    }

    private static IEnumerable<EntityTags> Tagged(JsonValue schema, string path, bool isRecord)
    {
        ImmutableArray<string> tags = Tags(schema);
        IEnumerable<EntityTags> inner = Inside(schema, path);
        return tags.IsEmpty
            ? inner
            : inner.Prepend(new EntityTags(isRecord ? path + ".object" : path, isRecord, tags));
    }

    private static ImmutableArray<string> Tags(JsonValue schema) =>
        schema[Property] is { Kind: JsonKind.Array } tags ? [.. tags.Items.Select(item => item.Text)] : [];

    private static JsonValue? Change(
        JsonValue schema, Queue<string> steps, bool isRecord, Func<JsonValue, JsonValue> change)
    {
        if (schema.Kind != JsonKind.Object || !steps.TryDequeue(out string? step))
        {
            return null;
        }

        switch (step)
        {
            case "object" when steps.Count == 0:
                return isRecord ? change(schema) : null;
            case "object":
                return ChangeNamed(schema, steps, isRecord, change);
            case "array":
                return ChangeMember(schema, "items", inner => Change(inner, steps, isRecord, change));
            case "not":
                return ChangeMember(schema, "not", inner => Change(inner, steps, isRecord, change));
            case "conditional":
                return steps.TryDequeue(out string? branch) && branch is "if" or "then" or "else"
                    ? ChangeMember(schema, branch, inner => Change(inner, steps, isRecord, change))
                    : null;
        }

        if (Lists.FirstOrDefault(list => list.Step == step).Keyword is not { } keyword ||
            !steps.TryDequeue(out string? number))
        {
            return null;
        }

        return schema[keyword] is null
            ? Change(schema, steps, isRecord, change)
            : ChangeMember(schema, keyword, parts => ChangeItem(
                parts, number, inner => Change(inner, steps, isRecord, change)));
    }

    /// <summary>A property or definition, whose name may have dots itself.</summary>
    private static JsonValue? ChangeNamed(
        JsonValue schema, Queue<string> steps, bool isRecord, Func<JsonValue, JsonValue> change)
    {
        string keyword = steps.Peek() is "definitions" or "$defs" ? steps.Dequeue() : "properties";
        if (schema[keyword] is not { } names || !steps.TryDequeue(out string? name))
        {
            return null;
        }

        while (names[name] is null && steps.TryDequeue(out string? more))
        {
            name += "." + more;
        }

        return ChangeMember(schema, keyword, all => ChangeMember(all, name, inner =>
            steps.Count > 0 ? Change(inner, steps, isRecord, change)
            : inner.Kind == JsonKind.Object ? change(inner)
            : null));
    }

    private static JsonValue? ChangeMember(JsonValue json, string name, Func<JsonValue, JsonValue?> change)
    {
        JsonValue? changed = json[name] is { } value ? change(value) : null;
        return changed is null
            ? null
            : JsonValue.Object(
                [.. json.Members.Select(m => m.Key == name ? KeyValuePair.Create(name, changed) : m)]);
    }

    private static JsonValue? ChangeItem(JsonValue list, string number, Func<JsonValue, JsonValue?> change)
    {
        bool isThere = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) &&
            index < list.Items.Count;
        JsonValue? changed = isThere ? change(list.Items[index]) : null;
        return changed is null
            ? null
            : JsonValue.Array([.. list.Items.Select((item, i) => i == index ? changed : item)]);
    }

    private static JsonValue Retag(JsonValue schema, ImmutableArray<string> tags, bool isAdding)
    {
        ImmutableArray<string> before = Tags(schema);
        string[] after = [.. isAdding ? before.Union(tags) : before.Except(tags)];
        IEnumerable<KeyValuePair<string, JsonValue>> others = schema.Members.Where(member => member.Key != Property);
        return after.SequenceEqual(before) ? schema
            : JsonValue.Object(after.Length == 0
                ? [.. others]
                : [.. others, KeyValuePair.Create(Property, JsonValue.Array([.. after.Select(JsonValue.String)]))]);
    }
}
