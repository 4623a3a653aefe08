// Characters of a CEL expression to tokens (cel-spec, "Syntax"): numbers, names, strings in four quotings with raw and
// bytes prefixes, symbols of one or two characters, comments to the end of the line.

using System.Globalization;
using System.Text;

namespace TypedStreams.Rules.Cel;

internal sealed class CelLexer(string text)
{
    private static readonly string[] Pairs = ["==", "!=", "<=", ">=", "&&", "||"];
    private int _at;

    internal CelToken Next()
    {
        SkipSpace();
        if (_at == text.Length)
        {
            return new CelToken(CelTokenKind.End, "the end", null, _at);
        }

        var start = _at;
        var c = text[_at];
        if (IsTextStart(out var prefix))
        {
            return Text(start, prefix);
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            {
                _at++;
            }

            return new CelToken(CelTokenKind.Name, text[start.._at], null, start);
        }

        return char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))
            ? Number(start)
            : Symbol(start);
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (text.AsSpan(_at).StartsWith("//"))
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private CelToken Symbol(int start)
    {
        foreach (var pair in Pairs)
        {
            if (text.AsSpan(start).StartsWith(pair))
            {
                _at += pair.Length;
                return new CelToken(CelTokenKind.Symbol, pair, null, start);
            }
        }

        if ("<>+-*/%!?:.,()[]{}".Contains(text[start], StringComparison.Ordinal))
        {
            _at++;
            return new CelToken(CelTokenKind.Symbol, text[start.._at], null, start);
        }

        throw new CelException($"'{text[start]}' has no meaning here", start);
    }

    private CelToken Number(int start)
    {
        if (text.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            _at += 2;
            Digits(char.IsAsciiHexDigit);
            return Whole(start, ulong.TryParse(
                text.AsSpan(start + 2, _at - start - 2), NumberStyles.AllowHexSpecifier, null, out var hex)
                    ? hex : null);
        }

        Digits(char.IsAsciiDigit);
        var isReal = false;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            isReal = true;
            _at++;
            Digits(char.IsAsciiDigit);
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            isReal = true;
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-')
            {
                _at++;
            }

            Digits(char.IsAsciiDigit);
        }

        if (!isReal)
        {
            return Whole(start, ulong.TryParse(
                text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                    ? whole
                    : null);
        }

        return double.TryParse(
            text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? new CelToken(CelTokenKind.Real, text[start.._at], real, start)
            : throw new CelException($"'{text[start.._at]}' is no number", start);
    }

    // A whole number's sign is the parser's: -9223372036854775808 is one literal.
    private CelToken Whole(int start, ulong? value)
    {
        if (value is not { } number)
        {
            throw new CelException($"'{text[start.._at]}' is no number of 64 bits", start);
        }

        if (_at < text.Length && text[_at] is 'u' or 'U')
        {
            _at++;
            return new CelToken(CelTokenKind.Unsigned, text[start.._at], number, start);
        }

        return new CelToken(CelTokenKind.Integer, text[start.._at], number, start);
    }

    private void Digits(Func<char, bool> isDigit)
    {
        while (_at < text.Length && isDigit(text[_at]))
        {
            _at++;
        }
    }

    /// <summary>True at a quote, or at r and b in any order and case before one.</summary>
    private bool IsTextStart(out int prefix)
    {
        prefix = 0;
        while (prefix < 2 && _at + prefix < text.Length && text[_at + prefix] is 'r' or 'R' or 'b' or 'B')
        {
            prefix++;
        }

        return _at + prefix < text.Length && text[_at + prefix] is '"' or '\''
            && (prefix < 2 || char.ToLowerInvariant(text[_at]) != char.ToLowerInvariant(text[_at + 1]));
    }

    private CelToken Text(int start, int prefix)
    {
        var before = text.AsSpan(start, prefix);
        var isRaw = before.IndexOfAny('r', 'R') >= 0;
        var isBytes = before.IndexOfAny('b', 'B') >= 0;
        _at += prefix;
        var quote = text[_at].ToString();
        quote = text.AsSpan(_at).StartsWith(quote + quote + quote) ? quote + quote + quote : quote;
        _at += quote.Length;
        var bytes = new List<byte>();
        var value = new StringBuilder();
        while (!text.AsSpan(_at).StartsWith(quote))
        {
            if (_at == text.Length || (quote.Length == 1 && text[_at] is '\r' or '\n'))
            {
                throw new CelException("A string has no end", start);
            }

            if (text[_at] == '\\' && !isRaw)
            {
                Escape(value, isBytes ? bytes : null);
            }
            else if (isBytes)
            {
                var length = char.IsHighSurrogate(text[_at]) && _at + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(_at, length)));
                _at += length;
            }
            else
            {
                value.Append(text[_at++]);
            }
        }

        _at += quote.Length;
        return isBytes
            ? new CelToken(CelTokenKind.Bytes, "", bytes.ToArray(), start)
            : new CelToken(CelTokenKind.Text, value.ToString(), null, start);
    }

    private void Escape(StringBuilder value, List<byte>? bytes)
    {
        var start = _at++;
        var kind = _at < text.Length ? text[_at++] : '\0';
        var simple = "abfnrtv\\?\"'`".IndexOf(kind, StringComparison.Ordinal);
        if (simple >= 0 && kind != '\0')
        {
            Add("\a\b\f\n\r\t\v\\?\"'`"[simple]);
            return;
        }

        var (digits, numberBase) = kind switch
        {
            'x' or 'X' => (2, 16),
            'u' when bytes is null => (4, 16),
            'U' when bytes is null => (8, 16),
            >= '0' and <= '3' => (2, 8),
            _ => throw new CelException($"'\\{kind}' is no escape", start),
        };
        var first = numberBase == 8 ? _at - 1 : _at;
        var length = numberBase == 8 ? 3 : digits;
        if (first + length > text.Length || !TryNumber(text.AsSpan(first, length), numberBase, out var code))
        {
            throw new CelException("An escape lacks its digits", start);
        }

        _at = first + length;
        if (bytes is not null)
        {
            bytes.Add((byte)code);
        }
        else if (Rune.TryCreate(code, out var rune))
        {
            value.Append(rune.ToString());
        }
        else
        {
            throw new CelException("An escape is no character", start);
        }

        void Add(char c)
        {
            value.Append(bytes is null ? c.ToString() : "");
            bytes?.Add((byte)c);
        }
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, int numberBase, out uint number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit) || (numberBase == 8 && digit is < '0' or > '7'))
            {
                return false;
            }

            number = (number * (uint)numberBase) + (uint)Convert.ToInt32(digit.ToString(), 16);
        }

        return true;
    }
}
