// Compact JSON straight into UTF-8, for stored records and for answers. Escapes exactly what Jackson escapes (quote,
// backslash, controls), because compaction of `_schemas` works on key bytes: two spellings of a key are two keys.
// One instance builds one text; not thread-safe.
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TypedStreams.Registry.Text;

/// <summary>Writes one JSON text.</summary>
internal sealed class JsonText
{
    private readonly ArrayBufferWriter<byte> _output = new(initialCapacity: 256);
    private bool _needsComma;

    /// <summary>What was written so far.</summary>
    internal ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    internal JsonText Open(char bracket)
    {
        Comma();
        Byte((byte)bracket);
        _needsComma = false;
        return this;
    }

    internal JsonText Close(char bracket)
    {
        Byte((byte)bracket);
        _needsComma = true;
        return this;
    }

    internal JsonText Name(string name)
    {
        Comma();
        Quote(name);
        Byte((byte)':');
        _needsComma = false;
        return this;
    }

    internal JsonText String(string value)
    {
        Comma();
        Quote(value);
        _needsComma = true;
        return this;
    }

    internal JsonText Number(long value)
    {
        Comma();
        Span<byte> space = _output.GetSpan(20);
        Utf8Formatter.TryFormat(value, space, out int length);
        _output.Advance(length);
        _needsComma = true;
        return this;
    }

    internal JsonText Raw(string json)
    {
        Comma();
        Encoding.UTF8.GetBytes(json, _output);
        _needsComma = true;
        return this;
    }

    internal JsonText Boolean(bool value) => Raw(value ? "true" : "false");

    internal JsonText Member(string name, string value) => Name(name).String(value);

    internal JsonText Member(string name, long value) => Name(name).Number(value);

    internal JsonText Member(string name, bool value) => Name(name).Boolean(value);

    internal JsonText Strings(IEnumerable<string> values)
    {
        Open('[');
        foreach (string value in values)
        {
            String(value);
        }

        return Close(']');
    }

    internal JsonText Numbers(IEnumerable<int> values)
    {
        Open('[');
        foreach (int value in values)
        {
            Number(value);
        }

        return Close(']');
    }

    internal byte[] ToArray() => _output.WrittenSpan.ToArray();

    private void Comma()
    {
        if (_needsComma)
        {
            Byte((byte)',');
        }
    }

    private void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    private void Quote(string value)
    {
        Byte((byte)'"');
        ReadOnlySpan<char> rest = value;
        while (true)
        {
            int plain = FirstEscaped(rest);
            Encoding.UTF8.GetBytes(plain < 0 ? rest : rest[..plain], _output);
            if (plain < 0)
            {
                break;
            }

            Escape(rest[plain]);
            rest = rest[(plain + 1)..];
        }

        Byte((byte)'"');
    }

    private static int FirstEscaped(ReadOnlySpan<char> text)
    {
        int quote = text.IndexOfAny('"', '\\');
        int control = (quote < 0 ? text : text[..quote]).IndexOfAnyInRange('\0', '\x1f');
        return control >= 0 ? control : quote;
    }

    private void Escape(char c)
    {
        string escape = c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => $"\\u{(int)c:X4}",
        };
        Encoding.UTF8.GetBytes(escape, _output);
    }
}
