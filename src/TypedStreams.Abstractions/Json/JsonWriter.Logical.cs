// C# types that JSON has no type for, in the text that System.Text.Json writes too.
// decisions/004-csharp-to-json.md has the table.

using System.Buffers.Text;
using TypedStreams.Codecs;

namespace TypedStreams.Json;

public ref partial struct JsonWriter
{
    private const int GuidTextLength = 36;

    /// <summary>Writes bytes as base64.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        var target = Reserve(Base64.GetMaxEncodedToUtf8Length(value.Length) + 2);
        target[0] = (byte)'"';
        Base64.EncodeToUtf8(value, target[1..], out _, out _);
        target[^1] = (byte)'"';
    }

    /// <summary>Writes bytes that must have this length as base64.</summary>
    /// <exception cref="ArgumentException">They have another one.</exception>
    public void WriteFixed(scoped ReadOnlySpan<byte> value, int size)
    {
        FixedBytes.Require(value.Length, size);
        WriteBytes(value);
    }

    /// <summary>Writes a Guid as 36 characters.</summary>
    public void WriteGuid(Guid value)
    {
        var target = Reserve(GuidTextLength + 2);
        target[0] = (byte)'"';
        Utf8Formatter.TryFormat(value, target[1..], out _, 'D');
        target[^1] = (byte)'"';
    }

    /// <summary>Writes "yyyy-MM-dd".</summary>
    public void WriteDate(DateOnly value)
    {
        Ensure(Iso8601.MaxLength + 2);
        _span[_position++] = (byte)'"';
        _position += Iso8601.WriteDate(value, _span[_position..]);
        _span[_position++] = (byte)'"';
    }

    /// <summary>Writes "HH:mm:ss", with seven decimals when there are any.</summary>
    public void WriteTime(TimeOnly value) => WriteDuration(value.ToTimeSpan());

    /// <summary>Writes "[-][d.]HH:mm:ss", with seven decimals when there are any.</summary>
    public void WriteDuration(TimeSpan value)
    {
        Ensure(Iso8601.MaxLength + 2);
        _span[_position++] = (byte)'"';
        Utf8Formatter.TryFormat(value, _span[_position..], out var written, 'c');
        _position += written;
        _span[_position++] = (byte)'"';
    }

    /// <summary>Writes an ISO 8601 time with its offset.</summary>
    public void WriteTimestamp(DateTimeOffset value)
    {
        Ensure(Iso8601.MaxLength + 2);
        _span[_position++] = (byte)'"';
        _position += Iso8601.WriteTimestamp(value.DateTime, _span[_position..]);
        _position += Iso8601.WriteOffset(value.Offset, _span[_position..]);
        _span[_position++] = (byte)'"';
    }

    /// <summary>
    /// Writes an ISO 8601 time in UTC. Local times are converted to UTC, unspecified ones are taken as UTC.
    /// </summary>
    public void WriteTimestamp(DateTime value)
    {
        Ensure(Iso8601.MaxLength + 2);
        _span[_position++] = (byte)'"';
        _position += Iso8601.WriteTimestamp(
            value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value, _span[_position..]);
        _span[_position++] = (byte)'Z';
        _span[_position++] = (byte)'"';
    }
}
