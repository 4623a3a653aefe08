// The field at a byte of a JSON text: names and indexes of what is open there. Reads loosely, because the text is wrong
// somewhere: only strings, brackets, colons and commas matter.

using System.Text;

namespace TypedStreams.Schemas;

internal static class JsonPlace
{
    private const int MaxDepth = 256;

    internal static string? Find(ReadOnlySpan<byte> payload, int position)
    {
        // Per level: the name that was read last (an object), or the index (an array; -1 marks an object).
        var names = new List<string>();
        var indexes = new List<int>();
        var text = "";
        for (var at = 0; at < payload.Length && at <= position; at++)
        {
            switch (payload[at])
            {
                case (byte)'"':
                    var end = EndOfString(payload, at + 1);
                    text = Encoding.UTF8.GetString(payload[(at + 1)..Math.Min(end, payload.Length)]);
                    at = end;
                    break;
                case (byte)':' when indexes.Count > 0 && indexes[^1] < 0:
                    names[^1] = text;
                    break;
                case (byte)'{' or (byte)'[' when indexes.Count < MaxDepth:
                    names.Add("");
                    indexes.Add(payload[at] == '{' ? -1 : 0);
                    break;
                case (byte)'}' or (byte)']' when indexes.Count > 0:
                    names.RemoveAt(names.Count - 1);
                    indexes.RemoveAt(indexes.Count - 1);
                    break;
                case (byte)',' when indexes.Count > 0 && indexes[^1] >= 0:
                    indexes[^1]++;
                    break;
            }
        }

        var path = "";
        for (var level = 0; level < names.Count; level++)
        {
            path = indexes[level] >= 0 ? PayloadPlace.Item(path, indexes[level])
                : names[level].Length > 0 ? PayloadPlace.Field(path, names[level])
                : path;
        }

        return path.Length == 0 ? null : path;
    }

    private static int EndOfString(ReadOnlySpan<byte> payload, int at)
    {
        while (at < payload.Length && payload[at] != (byte)'"')
        {
            at += payload[at] == (byte)'\\' ? 2 : 1;
        }

        return at;
    }
}
