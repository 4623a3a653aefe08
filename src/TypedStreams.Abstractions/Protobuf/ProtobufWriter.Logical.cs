// C# types that have no Protobuf type of their own. decisions/003-csharp-to-protobuf.md has the table.

using System.Buffers.Text;
using System.Globalization;
using TypedStreams.Avro;
using TypedStreams.Codecs;

namespace TypedStreams.Protobuf;

public ref partial struct ProtobufWriter
{
    private const int GuidTextLength = 36;

    /// <summary>Sign, 29 digits and the point.</summary>
    private const int MaxDecimalText = 31;

    private const uint SecondsTag = 8;
    private const uint NanosTag = 16;

    /// <summary>Writes a Guid field as a string of 36 characters.</summary>
    public void WriteGuid(uint tag, Guid value)
    {
        Ensure(MaxTag + GuidTextLength + 1);
        PutVarint(tag);
        _span[_position++] = GuidTextLength;
        Utf8Formatter.TryFormat(value, _span[_position..], out _, 'D');
        _position += GuidTextLength;
    }

    /// <summary>Writes a decimal field as text with exactly the schema's number of decimals.</summary>
    /// <exception cref="ArgumentException">The value needs more decimals or more digits than allowed.</exception>
    public void WriteDecimal(uint tag, decimal value, int precision, int scale)
    {
        value = DecimalText.Fit(value, precision, scale);
        Ensure(MaxTag + 1 + MaxDecimalText);
        PutVarint(tag);
        value.TryFormat(_span[(_position + 1)..], out var written, default, CultureInfo.InvariantCulture);
        _span[_position] = (byte)written;
        _position += written + 1;
    }

    /// <summary>Writes days since 1970-01-01 as an int32 field.</summary>
    public void WriteDate(uint tag, DateOnly value) => WriteInt64(tag, value.DayNumber - AvroTime.EpochDay);

    /// <summary>Writes microseconds since midnight as an int64 field; parts of one are cut off.</summary>
    public void WriteTimeOfDay(uint tag, TimeOnly value) =>
        WriteInt64(tag, value.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes one of several packed dates.</summary>
    public void WritePacked(DateOnly value) => WritePacked((ulong)(long)(value.DayNumber - AvroTime.EpochDay));

    /// <summary>Writes one of several packed times of day.</summary>
    public void WritePacked(TimeOnly value) => WritePacked((ulong)(value.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Writes a google.protobuf.Timestamp field; the offset is lost.</summary>
    public void WriteTimestamp(uint tag, DateTimeOffset value) => WriteTicks(tag, value.UtcTicks);

    /// <summary>
    /// Writes a google.protobuf.Timestamp field. Local times are converted to UTC, unspecified ones are taken as UTC.
    /// </summary>
    public void WriteTimestamp(uint tag, DateTime value) =>
        WriteTicks(tag, (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks);

    /// <summary>Writes a google.protobuf.Duration field.</summary>
    public void WriteDuration(uint tag, TimeSpan value)
    {
        var seconds = value.Ticks / TimeSpan.TicksPerSecond;
        WriteTime(tag, seconds, (int)(value.Ticks - (seconds * TimeSpan.TicksPerSecond)) * 100);
    }

    // Seconds go towards the past so that the nanoseconds are never negative, as Timestamp wants them.
    private void WriteTicks(uint tag, long ticks)
    {
        var (seconds, rest) = Math.DivRem(ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        WriteTime(tag, rest < 0 ? seconds - 1 : seconds, (int)(rest < 0 ? rest + TimeSpan.TicksPerSecond : rest) * 100);
    }

    private void WriteTime(uint tag, long seconds, int nanos)
    {
        Ensure(MaxTag + 1 + 2 + (2 * MaxVarint));
        PutVarint(tag);
        var start = _position++;
        if (seconds != 0)
        {
            PutVarint(SecondsTag);
            PutVarint((ulong)seconds);
        }

        if (nanos != 0)
        {
            PutVarint(NanosTag);
            PutVarint((ulong)nanos);
        }

        _span[start] = (byte)(_position - start - 1);
    }
}
