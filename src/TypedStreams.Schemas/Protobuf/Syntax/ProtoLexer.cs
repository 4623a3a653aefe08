// Text to tokens: identifiers, numbers, strings and single symbols, without blanks and comments. Lines and columns
// count from 1. Owns the position of one pass; one instance a text, not thread-safe.

using System.Text;

namespace TypedStreams.Schemas.Protobuf;

internal sealed class ProtoLexer(string text)
{
    private int _position = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The next token; at the end of the text a token of kind End, again and again.</summary>
    internal ProtoToken Next()
    {
        SkipBlanks();
        var column = _position - _lineStart + 1;
        if (_position >= text.Length)
        {
            return new ProtoToken(ProtoTokenKind.End, "", _line, column);
        }

        var start = _position;
        var c = text[_position];
        if (IsLetter(c))
        {
            while (IsLetter(Peek()) || IsDigit(Peek()))
            {
                _position++;
            }

            return Token(ProtoTokenKind.Identifier, start, column);
        }

        if (IsDigit(c) || (c == '.' && IsDigit(Peek(1))))
        {
            return ReadNumber(column);
        }

        if (c is '"' or '\'')
        {
            return new ProtoToken(ProtoTokenKind.String, "", _line, column, new ProtoStringReader(this).Read());
        }

        _position++;
        return Token(ProtoTokenKind.Symbol, start, column);
    }

    internal char Peek(int ahead = 0) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    internal bool IsAtEnd => _position >= text.Length;

    internal void Advance() => _position++;

    internal SchemaParseException Error(string problem) =>
        new(problem, $"line {_line}, column {_position - _lineStart + 1}");

    private ProtoToken Token(ProtoTokenKind kind, int start, int column) =>
        new(kind, text.Substring(start, _position - start), _line, column);

    private ProtoToken ReadNumber(int column)
    {
        var start = _position;
        if (Peek() == '0' && (Peek(1) is 'x' or 'X'))
        {
            _position += 2;
            var digits = _position;
            while (Uri.IsHexDigit(Peek()))
            {
                _position++;
            }

            if (digits == _position)
            {
                throw Error("A hexadecimal digit is expected after 0x.");
            }

            return EndNumber(ProtoTokenKind.Integer, start, column);
        }

        var kind = ProtoTokenKind.Integer;
        SkipDigits();
        if (Peek() == '.')
        {
            kind = ProtoTokenKind.Float;
            _position++;
            SkipDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            kind = ProtoTokenKind.Float;
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            if (!IsDigit(Peek()))
            {
                throw Error("A digit is expected in the exponent.");
            }

            SkipDigits();
        }

        if (Peek() is 'f' or 'F')
        {
            // Text format allows a suffix; the number means the same without it.
            _position++;
            var token = EndNumber(ProtoTokenKind.Float, start, column);
            return token with { Text = token.Text.Substring(0, token.Text.Length - 1) };
        }

        return EndNumber(kind, start, column);
    }

    private ProtoToken EndNumber(ProtoTokenKind kind, int start, int column)
    {
        if (IsLetter(Peek()))
        {
            throw Error("A number and a name must be apart; put a blank between them.");
        }

        return Token(kind, start, column);
    }

    private void SkipDigits()
    {
        while (IsDigit(Peek()))
        {
            _position++;
        }
    }

    private void SkipBlanks()
    {
        while (_position < text.Length)
        {
            var c = text[_position];
            if (c == '\n')
            {
                _position++;
                _line++;
                _lineStart = _position;
            }
            else if (c is ' ' or '\t' or '\r' or '\v' or '\f')
            {
                _position++;
            }
            else if (c == '/' && Peek(1) == '/')
            {
                var end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipBlock();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlock()
    {
        var end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error("The comment does not end; close it with */.");
        }

        for (; _position < end; _position++)
        {
            if (text[_position] == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
        }

        _position = end + 2;
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}

/// <summary>Reads one quoted string and undoes its escapes.</summary>
internal sealed class ProtoStringReader(ProtoLexer lexer)
{
    private readonly List<byte> _bytes = [];

    internal byte[] Read()
    {
        var quote = lexer.Peek();
        lexer.Advance();
        while (lexer.Peek() != quote || lexer.IsAtEnd)
        {
            if (lexer.IsAtEnd || lexer.Peek() == '\n')
            {
                throw lexer.Error("The string does not end on its line; close it with its quote.");
            }

            if (lexer.Peek() == '\\')
            {
                lexer.Advance();
                ReadEscape();
            }
            else
            {
                ReadCharacter();
            }
        }

        lexer.Advance();
        return _bytes.ToArray();
    }

    private void ReadCharacter()
    {
        var c = lexer.Peek();
        lexer.Advance();
        if (char.IsHighSurrogate(c) && char.IsLowSurrogate(lexer.Peek()))
        {
            Append(new string([c, lexer.Peek()]));
            lexer.Advance();
        }
        else
        {
            Append(c.ToString());
        }
    }

    private void Append(string characters) => _bytes.AddRange(Encoding.UTF8.GetBytes(characters));

    private void ReadEscape()
    {
        var c = lexer.Peek();
        if (c is >= '0' and <= '7')
        {
            _bytes.Add((byte)ReadDigits(3, 8));
            return;
        }

        lexer.Advance();
        switch (c)
        {
            case 'a': _bytes.Add(7); break;
            case 'b': _bytes.Add(8); break;
            case 't': _bytes.Add(9); break;
            case 'n': _bytes.Add(10); break;
            case 'v': _bytes.Add(11); break;
            case 'f': _bytes.Add(12); break;
            case 'r': _bytes.Add(13); break;
            case '\\' or '\'' or '"' or '?': _bytes.Add((byte)c); break;
            case 'x' or 'X': _bytes.Add((byte)ReadDigits(2, 16)); break;
            case 'u': AppendScalar(ReadDigits(4, 16, isExact: true)); break;
            case 'U': AppendScalar(ReadDigits(8, 16, isExact: true)); break;
            default: throw lexer.Error("The escape is not known; write a backslash as two.");
        }
    }

    private void AppendScalar(long scalar)
    {
        if (scalar is > 0x10FFFF or >= 0xD800 and <= 0xDFFF)
        {
            throw lexer.Error("The escape names no Unicode character.");
        }

        Append(char.ConvertFromUtf32((int)scalar));
    }

    private long ReadDigits(int most, int radix, bool isExact = false)
    {
        long value = 0;
        var count = 0;
        for (; count < most; count++)
        {
            var digit = "0123456789abcdef".IndexOf(char.ToLowerInvariant(lexer.Peek()));
            if (digit < 0 || digit >= radix)
            {
                break;
            }

            value = (value * radix) + digit;
            lexer.Advance();
        }

        return count > 0 && (count == most || !isExact)
            ? value
            : throw lexer.Error("The escape lacks digits.");
    }
}
