// RFC 8259 reader over a string. Strict: no comments, no trailing commas, no lone text after the value.
// Depth is bounded so that a hostile schema cannot overflow the stack of a broker or a compiler.

using System.Text;

namespace TypedStreams.Schemas.Json;

internal sealed class JsonReader(string text)
{
    internal const int MaxDepth = 128;

    private int _position;

    internal JsonValue ReadDocument()
    {
        var value = ReadValue(depth: 0);
        SkipBlanks();
        return _position == text.Length ? value : throw Error("there is more text after the JSON value; remove it");
    }

    private JsonValue ReadValue(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Error($"the JSON nests deeper than {MaxDepth} levels; name and reuse inner types");
        }

        SkipBlanks();
        switch (Peek())
        {
            case '{': return ReadObject(depth);
            case '[': return ReadArray(depth);
            case '"': return JsonValue.String(ReadString());
            case 't': return ReadWord("true", JsonValue.True);
            case 'f': return ReadWord("false", JsonValue.False);
            case 'n': return ReadWord("null", JsonValue.Null);
            case '-' or (>= '0' and <= '9'): return JsonValue.Number(ReadNumber());
            case '\0' when _position >= text.Length: throw Error("the text ends where a JSON value should be");
            default: throw Error($"'{text[_position]}' cannot start a JSON value");
        }
    }

    private JsonValue ReadObject(int depth)
    {
        var members = new List<KeyValuePair<string, JsonValue>>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        _position++;
        SkipBlanks();
        if (TryTake('}'))
        {
            return JsonValue.Object(members);
        }

        do
        {
            SkipBlanks();
            if (Peek() != '"')
            {
                throw Error("a member name in double quotes is expected");
            }

            var name = ReadString();
            SkipBlanks();
            Take(':');
            var member = new KeyValuePair<string, JsonValue>(name, ReadValue(depth + 1));
            if (places.TryGetValue(name, out var place))
            {
                members[place] = member;
            }
            else
            {
                places.Add(name, members.Count);
                members.Add(member);
            }

            SkipBlanks();
        }
        while (TryTake(','));
        Take('}');
        return JsonValue.Object(members);
    }

    private JsonValue ReadArray(int depth)
    {
        var items = new List<JsonValue>();
        _position++;
        SkipBlanks();
        if (TryTake(']'))
        {
            return JsonValue.Array(items);
        }

        do
        {
            items.Add(ReadValue(depth + 1));
            SkipBlanks();
        }
        while (TryTake(','));
        Take(']');
        return JsonValue.Array(items);
    }

    private string ReadString()
    {
        var start = ++_position;
        while (_position < text.Length && text[_position] is not ('"' or '\\') && text[_position] >= ' ')
        {
            _position++;
        }

        if (Peek() == '"')
        {
            return text.Substring(start, _position++ - start);
        }

        var builder = new StringBuilder(text, start, _position - start, Math.Max(16, (_position - start) * 2));
        while (true)
        {
            var c = _position < text.Length ? text[_position] : throw Error("the text ends inside a string");
            _position++;
            if (c == '"')
            {
                return builder.ToString();
            }

            if (c < ' ')
            {
                _position--;
                throw Error("a control character inside a string; write it as an escape such as \\n");
            }

            builder.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    private char ReadEscape()
    {
        var c = Peek();
        _position++;
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => ReadHex(),
            _ => throw Error("an unknown escape in a string; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
        };
    }

    private char ReadHex()
    {
        var value = 0;
        for (var i = 0; i < 4; i++, _position++)
        {
            var c = Peek();
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'f' => c - 'a' + 10,
                >= 'A' and <= 'F' => c - 'A' + 10,
                _ => throw Error("four hex digits are expected after \\u"),
            };
            value = (value << 4) | digit;
        }

        return (char)value;
    }

    private string ReadNumber()
    {
        var start = _position;
        TryTake('-');
        if (!TryTake('0'))
        {
            TakeDigits();
        }

        if (TryTake('.'))
        {
            TakeDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            TakeDigits();
        }

        return text.Substring(start, _position - start);
    }

    private void TakeDigits()
    {
        var start = _position;
        while (Peek() is >= '0' and <= '9')
        {
            _position++;
        }

        if (_position == start)
        {
            throw Error("a digit is expected");
        }
    }

    private JsonValue ReadWord(string word, JsonValue value)
    {
        if (string.CompareOrdinal(text, _position, word, 0, word.Length) != 0)
        {
            throw Error($"'{word}' is expected");
        }

        _position += word.Length;
        return value;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    private bool TryTake(char c)
    {
        if (Peek() != c || _position >= text.Length)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Error($"'{c}' is expected");
        }
    }

    private SchemaParseException Error(string problem)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < _position && i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        var place = $"line {line}, column {_position - lineStart + 1}";
        return new SchemaParseException("Not a JSON text: " + problem + ".", place);
    }
}
