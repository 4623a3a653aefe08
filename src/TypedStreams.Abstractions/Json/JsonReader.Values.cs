// Numbers and logical types, the counterpart of JsonWriter.

using System.Buffers.Text;
using TypedStreams.Codecs;

namespace TypedStreams.Json;

public ref partial struct JsonReader
{
    /// <summary>Reads a whole number between two bounds.</summary>
    public long ReadInt64(long min, long max)
    {
        var start = PeekStart();
        if (!Utf8Parser.TryParse(_data[start..], out long value, out var consumed) || value < min || value > max)
        {
            MalformedDataException.Throw($"a whole number from {min} to {max} is expected", start);
        }

        CheckInteger(start, consumed);
        return value;
    }

    /// <summary>Reads a whole number that is not negative.</summary>
    public ulong ReadUInt64()
    {
        var start = PeekStart();
        if (!Utf8Parser.TryParse(_data[start..], out ulong value, out var consumed))
        {
            MalformedDataException.Throw($"a whole number from 0 to {ulong.MaxValue} is expected", start);
        }

        CheckInteger(start, consumed);
        return value;
    }

    /// <summary>Reads a number as the nearest float.</summary>
    public float ReadFloat()
    {
        var text = ReadNumber();
        Utf8Parser.TryParse(text, out float value, out _);
        ThrowUnlessFinite(float.IsFinite(value));
        return value;
    }

    /// <summary>Reads a number as the nearest double.</summary>
    public double ReadDouble()
    {
        var text = ReadNumber();
        Utf8Parser.TryParse(text, out double value, out _);
        ThrowUnlessFinite(double.IsFinite(value));
        return value;
    }

    /// <summary>Reads a number exactly; more decimals or digits than the schema has are an error.</summary>
    public decimal ReadDecimal(int precision, int scale)
    {
        var text = ReadNumber();
        var format = text.ContainsAny((byte)'e', (byte)'E') ? 'E' : '\0';
        if (!Utf8Parser.TryParse(text, out decimal value, out var consumed, format) || consumed != text.Length
            || !DecimalText.TryFit(ref value, precision, scale))
        {
            MalformedDataException.Throw(
                $"a number is not of {precision} digits, {scale} of them decimals", _position - text.Length);
        }

        return value;
    }

    /// <summary>Reads bytes from base64.</summary>
    public byte[] ReadBytes()
    {
        var text = ReadText();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            MalformedDataException.Throw("a string is not base64", _position - text.Length - 1);
        }

        return written == bytes.Length ? bytes : bytes[..written];
    }

    /// <summary>Reads a Guid from its 36-character text.</summary>
    public Guid ReadGuid()
    {
        var text = ReadText();
        if (!Utf8Parser.TryParse(text, out Guid value, out var consumed, 'D') || consumed != text.Length)
        {
            MalformedDataException.Throw("a Guid is not 36 characters of the form 8-4-4-4-12", _position);
        }

        return value;
    }

    /// <summary>Reads a date of the form yyyy-MM-dd.</summary>
    public DateOnly ReadDate()
    {
        if (!Iso8601.TryReadDate(ReadText(), out var value))
        {
            MalformedDataException.Throw("a date is not of the form yyyy-MM-dd", _position);
        }

        return value;
    }

    /// <summary>Reads a time of day of the form HH:mm:ss, decimals allowed.</summary>
    public TimeOnly ReadTime()
    {
        var value = ReadDuration();
        if (value < TimeSpan.Zero || value.Ticks >= TimeSpan.TicksPerDay)
        {
            MalformedDataException.Throw($"{value} is no time of a day", _position);
        }

        return TimeOnly.FromTimeSpan(value);
    }

    /// <summary>Reads a duration of the form [-][d.]HH:mm:ss, decimals allowed.</summary>
    public TimeSpan ReadDuration()
    {
        var text = ReadText();
        if (!Utf8Parser.TryParse(text, out TimeSpan value, out var consumed, 'c') || consumed != text.Length)
        {
            MalformedDataException.Throw("a duration is not of the form [-][d.]HH:mm:ss", _position);
        }

        return value;
    }

    /// <summary>Reads an ISO 8601 time and keeps its offset.</summary>
    public DateTimeOffset ReadTimestampOffset()
    {
        if (!Iso8601.TryReadTimestamp(ReadText(), out var value))
        {
            MalformedDataException.Throw("a time is not of the form yyyy-MM-ddTHH:mm:ssZ", _position);
        }

        return value;
    }

    /// <summary>Reads an ISO 8601 time, converted to UTC.</summary>
    public DateTime ReadTimestamp() => ReadTimestampOffset().UtcDateTime;

    /// <summary>A number's text, checked against JSON's grammar.</summary>
    private ReadOnlySpan<byte> ReadNumber()
    {
        var start = PeekStart();
        var at = start;
        at += At(at) == '-' ? 1 : 0;
        var whole = Digits(ref at);
        var isNumber = whole == 1 || (whole > 1 && _data[at - whole] != '0');
        if (isNumber && At(at) == '.')
        {
            at++;
            isNumber = Digits(ref at) > 0;
        }

        if (isNumber && At(at) is 'e' or 'E')
        {
            at++;
            at += At(at) is '+' or '-' ? 1 : 0;
            isNumber = Digits(ref at) > 0;
        }

        if (!isNumber)
        {
            MalformedDataException.Throw("a number is expected", start);
        }

        _position = at;
        return _data[start..at];
    }

    private readonly int Digits(ref int at)
    {
        var start = at;
        while (At(at) is >= '0' and <= '9')
        {
            at++;
        }

        return at - start;
    }

    private readonly int At(int at) => (uint)at < (uint)_data.Length ? _data[at] : 0;

    private int PeekStart()
    {
        PeekToken();
        return _position;
    }

    // The parser takes signs and zeros that JSON does not allow, and stops before decimals.
    private void CheckInteger(int start, int consumed)
    {
        _position = start + consumed;
        var first = _data[start] == '-' ? start + 1 : start;
        if (_data[start] == '+' || (_data[first] == '0' && _position - first > 1) || At(_position) is '.' or 'e' or 'E')
        {
            MalformedDataException.Throw("a whole number is expected", start);
        }
    }

    private readonly void ThrowUnlessFinite(bool isFinite)
    {
        if (!isFinite)
        {
            MalformedDataException.Throw("a number is too large", _position);
        }
    }
}
