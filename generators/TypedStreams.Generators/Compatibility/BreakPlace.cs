// Where in the C# types a difference is: the engine's location, which each format writes in its own way, as members
// from the message inwards. Ends at the last member that the new type still has.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Compatibility;

internal static class BreakPlace
{
    /// <summary>Members from the message to the difference; none when it is about the message itself.</summary>
    internal static IReadOnlyList<FieldModel> Of(Break item, MessageModel message)
    {
        var steps = item.Difference.Location.TrimStart('#').Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        return item.Version.Format switch
        {
            "Avro" => Walk(message, AvroNames(item, message, steps)),
            "Protobuf" => ByNumber(message, steps),
            _ => Walk(message, JsonNames(steps)),
        };
    }

    /// <summary>
    /// The schema's names of the members from the message to the one that the difference is about, whether the new type
    /// has it or not; none where the location does not say.
    /// </summary>
    internal static IReadOnlyList<string> NamesOf(Break item, MessageModel message)
    {
        var steps = item.Difference.Location.TrimStart('#').Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        return item.Version.Format switch
        {
            "Avro" => [.. AvroNames(item, message, steps)],
            "Json" => [.. JsonNames(steps)],
            _ => [],
        };
    }

    private static IReadOnlyList<FieldModel> Walk(MessageModel message, IEnumerable<string> names)
    {
        var path = new List<FieldModel>();
        var record = message.Records[0];
        foreach (var name in names)
        {
            if (record?.Fields.FirstOrDefault(field => field.Name == name) is not { } next)
            {
                break;
            }

            path.Add(next);
            record = RecordOf(message, next.Type);
        }

        return path;
    }

    /// <summary>The record that a member holds, directly, in a list or behind null.</summary>
    internal static RecordModel? RecordOf(MessageModel message, TypeModel type)
    {
        while (type.Inner is { } inner)
        {
            type = inner;
        }

        return type.Shape == Shape.Record ? message.Records.First(record => record.CSharp == type.CSharp) : null;
    }

    /// <summary>
    /// A pointer into the reader's schema: the model when that is the new one, else the recorded text.
    /// </summary>
    private static IEnumerable<string> AvroNames(Break item, MessageModel message, string[] steps)
    {
        var record = message.Records[0];
        var json = item.IsNewReader ? null : JsonValue.Parse(item.Version.Text);
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] != "fields" || i + 1 == steps.Length || !int.TryParse(steps[i + 1], out var index))
            {
                json = json?[steps[i]];
                continue;
            }

            var field = item.IsNewReader ? record?.Fields.ElementAtOrDefault(index) : null;
            json = json?["fields"]?.Items.ElementAtOrDefault(index);
            if ((field?.Name ?? json?["name"]?.Text) is not { } name)
            {
                yield break;
            }

            yield return name;
            record = field is null ? null : RecordOf(message, field.Type);
            i++;
        }
    }

    private static IEnumerable<string> JsonNames(string[] steps)
    {
        for (var i = 0; i + 1 < steps.Length; i++)
        {
            if (steps[i] is "properties" or "required")
            {
                yield return steps[++i];
            }
        }
    }

    /// <summary>Fields of the message by number; the way to a nested message is not known.</summary>
    private static IReadOnlyList<FieldModel> ByNumber(MessageModel message, string[] steps)
    {
        var name = steps.LastOrDefault(step => !char.IsDigit(step[0]));
        if (name != message.Records[0].Name.Simple || !int.TryParse(steps[steps.Length - 1], out var number))
        {
            return [];
        }

        return [.. message.Records[0].Fields.Where(field => field.Number == number)];
    }
}
