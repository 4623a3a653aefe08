// Escapes of JSON strings (RFC 8259 section 7). Bytes only.

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TypedStreams.Json;

internal static class JsonText
{
    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(control => (char)control), '"', '\\']);

    internal static bool NeedsEscape(ReadOnlySpan<byte> text) => text.ContainsAny(EscapedBytes);

    internal static bool NeedsEscape(ReadOnlySpan<char> text) => text.ContainsAny(EscapedChars);

    /// <summary>Where a string ends or needs a look: quote, backslash or control; -1 without any.</summary>
    internal static int IndexOfSpecial(ReadOnlySpan<byte> text) => text.IndexOfAny(EscapedBytes);

    /// <summary>
    /// Writes a text without half surrogate pairs and says how many bytes it took, at most six a char.
    /// </summary>
    internal static int Escape(ReadOnlySpan<char> text, Span<byte> target)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(EscapedChars);
            length += Encoding.UTF8.GetBytes(plain < 0 ? text : text[..plain], target[length..]);
            if (plain < 0)
            {
                break;
            }

            length += EscapeOne(text[plain], target[length..]);
            text = text[(plain + 1)..];
        }

        return length;
    }

    /// <summary>Undoes escapes; false when one is not JSON's or leaves half a surrogate pair.</summary>
    internal static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOf((byte)'\\');
            var run = plain < 0 ? text : text[..plain];
            run.CopyTo(target[length..]);
            length += run.Length;
            if (plain < 0)
            {
                break;
            }

            text = text[plain..];
            if (!TryUnescapeOne(ref text, out var rune))
            {
                return false;
            }

            length += rune.EncodeToUtf8(target[length..]);
        }

        return true;
    }

    private static int EscapeOne(char special, Span<byte> target)
    {
        var letter = special switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => 'u',
        };
        target[0] = (byte)'\\';
        target[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        Utf8Formatter.TryFormat((int)special, target[2..], out _, new StandardFormat('x', 4));
        return 6;
    }

    private static bool TryUnescapeOne(ref ReadOnlySpan<byte> text, out Rune rune)
    {
        var plain = text.Length < 2 ? '\0' : (char)text[1] switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        if (plain != '\0')
        {
            text = text[2..];
            rune = new Rune(plain);
            return true;
        }

        rune = default;
        if (!TryReadUnit(ref text, out var first))
        {
            return false;
        }

        return char.IsSurrogate(first)
            ? TryReadUnit(ref text, out var second) && Rune.TryCreate(first, second, out rune)
            : Rune.TryCreate(first, out rune);
    }

    private static bool TryReadUnit(ref ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u'
            || !Utf8Parser.TryParse(text.Slice(2, 4), out ushort value, out var consumed, 'x') || consumed != 4)
        {
            return false;
        }

        unit = (char)value;
        text = text[6..];
        return true;
    }
}
