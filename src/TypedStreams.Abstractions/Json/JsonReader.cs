// Reads JSON (RFC 8259) from UTF-8 bytes, front to back and strictly: no comments, no trailing commas, no byte order
// mark. Nothing is trusted: nesting is bounded, text is checked, memory is taken only for data that is there, and each
// error names the byte. Not thread-safe, lives on one stack.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedStreams.Codecs;

namespace TypedStreams.Json;

/// <summary>
/// Reads JSON values. Every method throws <see cref="MalformedDataException"/> on bytes that do not fit.
/// </summary>
public ref partial struct JsonReader
{
    /// <summary>Deepest nesting of objects and arrays: 64, what other implementations accept by default.</summary>
    internal const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private int _depth;

    /// <summary>Creates a reader at the first byte of <paramref name="data"/>.</summary>
    public JsonReader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>Zero-based byte that is read next.</summary>
    public readonly int Position => _position;

    /// <summary>True when a name or a text is this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) => name.SequenceEqual(text);

    /// <summary>Throws when anything but white space is left.</summary>
    public void EnsureEnd()
    {
        if (PeekToken() != 0 || _position != _data.Length)
        {
            MalformedDataException.Throw($"{_data.Length - _position} bytes follow the value", _position);
        }
    }

    /// <summary>Begins an object; true when it has a property.</summary>
    public bool BeginObject() => Begin('{', '}');

    /// <summary>Goes on after a property's value; true when another one follows.</summary>
    public bool NextProperty() => Next('}');

    /// <summary>Begins an array; true when it has an item.</summary>
    public bool BeginArray() => Begin('[', ']');

    /// <summary>Goes on after an item; true when another one follows.</summary>
    public bool NextItem() => Next(']');

    /// <summary>Reads a property's name and the colon. The span is valid until the data is gone.</summary>
    public ReadOnlySpan<byte> ReadName()
    {
        var name = ReadText();
        Expect(':');
        return name;
    }

    /// <summary>Reads the name of a dictionary's entry and the colon.</summary>
    public string ReadKey()
    {
        var key = ReadString();
        Expect(':');
        return key;
    }

    /// <summary>Reads a null if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadNull()
    {
        if (PeekToken() != 'n')
        {
            return false;
        }

        Literal("null"u8);
        return true;
    }

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean()
    {
        var value = PeekToken() == 't';
        Literal(value ? "true"u8 : "false"u8);
        return value;
    }

    /// <summary>Reads a string.</summary>
    public string ReadString()
    {
        var text = ReadText();
        return Utf8Text.Decode(text, _position);
    }

    /// <summary>Reads a string's UTF-8 bytes, escapes undone. Whether they are UTF-8 is not checked.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        Expect('"');
        var rest = _data[_position..];
        var end = JsonText.IndexOfSpecial(rest);
        if (end >= 0 && rest[end] == '"')
        {
            _position += end + 1;
            return rest[..end];
        }

        return ReadEscapedText();
    }

    /// <summary>Skips a value of any kind.</summary>
    public void Skip()
    {
        // Recursion shares the checks of Begin and Next; MaxDepth bounds it.
        switch (PeekToken())
        {
            case '{':
                for (var more = BeginObject(); more; more = NextProperty())
                {
                    ReadName();
                    Skip();
                }

                break;
            case '[':
                for (var more = BeginArray(); more; more = NextItem())
                {
                    Skip();
                }

                break;
            case '"':
                ReadText();
                break;
            case 't' or 'f':
                ReadBoolean();
                break;
            case 'n':
                Literal("null"u8);
                break;
            default:
                ReadNumber();
                break;
        }
    }

    /// <summary>
    /// The value of a string property of the object that comes next, wherever it stands; nothing is read. Empty when
    /// there is no such property.
    /// </summary>
    public readonly ReadOnlySpan<byte> Peek(scoped ReadOnlySpan<byte> property)
    {
        var ahead = this;
        for (var more = ahead.BeginObject(); more; more = ahead.NextProperty())
        {
            if (ahead.ReadName().SequenceEqual(property))
            {
                return ahead.ReadText();
            }

            ahead.Skip();
        }

        return default;
    }

    /// <summary>Says which required properties an object does not have.</summary>
    /// <param name="seen">A bit for each required property that was there.</param>
    /// <param name="names">The required properties, the first is bit 0.</param>
    [DoesNotReturn]
    public readonly void ThrowMissing(ulong seen, params ReadOnlySpan<string> names)
    {
        var missing = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if ((seen & (1UL << i)) == 0)
            {
                missing.Add(names[i]);
            }
        }

        ThrowMisfit($"required properties are missing: {string.Join(", ", missing)}");
    }

    /// <summary>Says that an object does not fit its schema.</summary>
    [DoesNotReturn]
    public readonly void ThrowMisfit(string problem) => MalformedDataException.Throw(problem, _position);

    private bool Begin(char open, char close)
    {
        Expect(open);
        if (++_depth > MaxDepth)
        {
            MalformedDataException.Throw($"values nest deeper than {MaxDepth}", _position);
        }

        if (PeekToken() != close)
        {
            return true;
        }

        _position++;
        _depth--;
        return false;
    }

    private bool Next(char close)
    {
        var token = PeekToken();
        if (token != ',' && token != close)
        {
            MalformedDataException.Throw($"a comma or {close} is missing", _position);
        }

        _position++;
        if (token == ',')
        {
            return true;
        }

        _depth--;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> ReadEscapedText()
    {
        var start = _position;
        while (true)
        {
            var special = JsonText.IndexOfSpecial(_data[_position..]);
            if (special < 0 || _data[_position + special] < ' ' || _position + special + 1 >= _data.Length)
            {
                if (special >= 0 && _data[_position + special] == '"')
                {
                    _position += special + 1;
                    break;
                }

                MalformedDataException.Throw("a string does not end, or holds a control character", start);
            }

            if (_data[_position + special] == '"')
            {
                _position += special + 1;
                break;
            }

            // A backslash and what it escapes: a quote there does not end the string.
            _position += special + 2;
        }

        var text = _data[start..(_position - 1)];
        var unescaped = new byte[text.Length];
        if (!JsonText.TryUnescape(text, unescaped, out var length))
        {
            MalformedDataException.Throw("a string holds an escape that is not JSON's", start);
        }

        return unescaped.AsSpan(0, length);
    }

    private void Literal(ReadOnlySpan<byte> word)
    {
        if (!_data[_position..].StartsWith(word))
        {
            MalformedDataException.Throw("a value of another kind is expected", _position);
        }

        _position += word.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Expect(char token)
    {
        if (PeekToken() != token)
        {
            ThrowExpected(token);
        }

        _position++;
    }

    private readonly void ThrowExpected(char token) =>
        MalformedDataException.Throw($"{token} is expected", _position);

    /// <summary>The next byte that is not white space; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PeekToken()
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] > ' ')
        {
            return _data[_position];
        }

        return SkipSpace();
    }

    private int SkipSpace()
    {
        while ((uint)_position < (uint)_data.Length)
        {
            var token = _data[_position];
            if (token is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return token;
            }

            _position++;
        }

        return 0;
    }
}
