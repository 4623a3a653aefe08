// Values of options as text. Strings keep what is UTF-8 and escape the rest.

using System.Text;

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoValueText
{
    internal static string Of(ProtoValue value) => value.Kind switch
    {
        ProtoValueKind.String => Quote(value),
        ProtoValueKind.Message => Enclose('{', '}', value.Members.Select(member => Member(member.Key, member.Value))),
        ProtoValueKind.List => Enclose('[', ']', value.Items.Select(Of)),
        _ => value.Text,
    };

    /// <summary>Bytes as C writes them between quotes, which is how descriptors keep the default of bytes.</summary>
    internal static string Escape(IReadOnlyList<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            AppendEscaped(text, b, (char)b);
        }

        return text.ToString();
    }

    private static string Member(string name, ProtoValue value) => $"{name}: {Of(value)}";

    private static string Enclose(char open, char close, IEnumerable<string> parts)
    {
        var text = new StringBuilder().Append(open).Append('\n');
        var list = parts.ToList();
        for (var i = 0; i < list.Count; i++)
        {
            ProtoText.Indent(text, list[i] + (i < list.Count - 1 ? "," : ""));
        }

        return text.Append(close).ToString();
    }

    private static string Quote(ProtoValue value)
    {
        var bytes = value.Bytes.ToArray();
        if (!Encoding.UTF8.GetBytes(value.Text).SequenceEqual(bytes))
        {
            return $"\"{Escape(bytes)}\"";
        }

        var text = new StringBuilder("\"");
        foreach (var c in value.Text)
        {
            if (c < 0x7F)
            {
                AppendEscaped(text, (byte)c, c);
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder text, byte b, char c)
    {
        switch (c)
        {
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            case '"': text.Append("\\\""); break;
            case '\'': text.Append("\\'"); break;
            case '\\': text.Append("\\\\"); break;
            case >= ' ' and < '\x7f': text.Append(c); break;
            default: text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0')); break;
        }
    }
}
