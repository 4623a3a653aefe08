// Logical types, the counterpart of ProtobufWriter.Logical.cs.

using System.Buffers.Text;
using TypedStreams.Avro;
using TypedStreams.Codecs;

namespace TypedStreams.Protobuf;

public ref partial struct ProtobufReader
{
    private const uint SecondsTag = 8;
    private const uint NanosTag = 16;
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>Reads a Guid from its 36-character text.</summary>
    public Guid ReadGuid()
    {
        var text = ReadBytes();
        if (!Utf8Parser.TryParse(text, out Guid value, out var consumed, 'D') || consumed != text.Length)
        {
            MalformedDataException.Throw("a Guid is not 36 characters of the form 8-4-4-4-12", Position - text.Length);
        }

        return value;
    }

    /// <summary>Reads a decimal from its text; empty text, which no writer writes, is an error.</summary>
    public decimal ReadDecimal(int precision, int scale)
    {
        var text = ReadBytes();
        if (!Utf8Parser.TryParse(text, out decimal value, out var consumed) || consumed != text.Length
            || !DecimalText.TryFit(ref value, precision, scale))
        {
            MalformedDataException.Throw(
                $"a text is no decimal of {precision} digits, {scale} of them decimals", Position - text.Length);
        }

        return value;
    }

    /// <summary>Reads a google.protobuf.Timestamp, offset zero. Parts of 100 ns are cut off.</summary>
    public DateTimeOffset ReadTimestampOffset() => new(ReadTimestampTicks(), TimeSpan.Zero);

    /// <summary>Reads a google.protobuf.Timestamp, kind UTC. Parts of 100 ns are cut off.</summary>
    public DateTime ReadTimestamp() => new(ReadTimestampTicks(), DateTimeKind.Utc);

    /// <summary>Reads a google.protobuf.Duration. Parts of 100 ns are cut off.</summary>
    public TimeSpan ReadDuration()
    {
        var (seconds, nanos) = ReadTime();
        var ticks = ((Int128)seconds * TimeSpan.TicksPerSecond) + (nanos / 100);
        if (ticks < long.MinValue || ticks > long.MaxValue || nanos is <= -NanosPerSecond or >= NanosPerSecond)
        {
            MalformedDataException.Throw($"{seconds} s and {nanos} ns are no duration of a TimeSpan", Position);
        }

        return new TimeSpan((long)ticks);
    }

    /// <summary>Reads a date from days since 1970-01-01.</summary>
    public DateOnly ReadDate() => DateOnly.FromDayNumber(
        ReadInt32(-AvroTime.EpochDay, DateOnly.MaxValue.DayNumber - AvroTime.EpochDay) + AvroTime.EpochDay);

    /// <summary>Reads a time of day from microseconds.</summary>
    public TimeOnly ReadTimeOfDay()
    {
        var position = Position;
        var value = ReadInt64();
        if (value is < 0 or >= TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond)
        {
            MalformedDataException.Throw($"{value} microseconds are no time of a day", position);
        }

        return new TimeOnly(value * TimeSpan.TicksPerMicrosecond);
    }

    private long ReadTimestampTicks()
    {
        var (seconds, nanos) = ReadTime();
        const long first = -62_135_596_800;
        const long last = 253_402_300_799;
        if (seconds is < first or > last || nanos is < 0 or >= NanosPerSecond)
        {
            MalformedDataException.Throw($"{seconds} s and {nanos} ns are no time of the years 1 to 9999", Position);
        }

        return DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond) + (nanos / 100);
    }

    private (long Seconds, int Nanos) ReadTime()
    {
        var end = Enter();
        var seconds = 0L;
        var nanos = 0;
        while (ReadTag() is var tag and not 0)
        {
            if (tag == SecondsTag)
            {
                seconds = ReadInt64();
            }
            else if (tag == NanosTag)
            {
                nanos = ReadInt32();
            }
            else
            {
                Skip(tag);
            }
        }

        Leave(end);
        return (seconds, nanos);
    }
}
