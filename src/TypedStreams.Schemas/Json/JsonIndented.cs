// JSON as people read it: what fits a line stands on one, the rest is broken up, two blanks a level.

using System.Text;

namespace TypedStreams.Schemas.Json;

internal sealed class JsonIndented
{
    private const int MaxColumns = 110;

    private readonly StringBuilder _text = new();

    internal static string Of(JsonValue value)
    {
        var writer = new JsonIndented();
        writer.Write(value, depth: 0, used: 0);
        return writer._text.ToString();
    }

    private void Write(JsonValue value, int depth, int used)
    {
        var line = OneLine(value);
        if (value.Members.Count + value.Items.Count == 0 || (depth * 2) + used + line.Length <= MaxColumns)
        {
            _text.Append(line);
        }
        else if (value.Kind == JsonKind.Object)
        {
            Block('{', '}', depth, value.Members, member =>
            {
                var name = JsonValue.String(member.Key) + ": ";
                _text.Append(name);
                Write(member.Value, depth + 1, name.Length);
            });
        }
        else
        {
            Block('[', ']', depth, value.Items, item => Write(item, depth + 1, used: 0));
        }
    }

    private void Block<T>(char open, char close, int depth, IReadOnlyList<T> items, Action<T> write)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "\n" : ",\n").Append(' ', (depth + 1) * 2);
            write(items[i]);
        }

        _text.Append('\n').Append(' ', depth * 2).Append(close);
    }

    private static string OneLine(JsonValue value) => value.Kind switch
    {
        JsonKind.Object when value.Members.Count > 0 => "{ " + string.Join(
            ", ", value.Members.Select(member => $"{JsonValue.String(member.Key)}: {OneLine(member.Value)}")) + " }",
        JsonKind.Array => "[" + string.Join(", ", value.Items.Select(OneLine)) + "]",
        _ => value.ToString(),
    };
}
