// Logical types, the counterpart of AvroWriter.Logical.cs.

using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace TypedStreams.Avro;

public ref partial struct AvroReader
{
    /// <summary>Reads a Guid from its 36-character text (logical type uuid).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Guid ReadGuid()
    {
        var text = ReadBytes();
        return ParseGuid(text, _position);
    }

    /// <summary>Reads a date from days since 1970-01-01 (logical type date).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateOnly ReadDate() => DateOnly.FromDayNumber(
        (int)ReadLong(-AvroTime.EpochDay, DateOnly.MaxValue.DayNumber - AvroTime.EpochDay) + AvroTime.EpochDay);

    /// <summary>Reads a time of day from microseconds (logical type time-micros).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimeOnly ReadTime() =>
        new(ReadLong(0, TimeOnly.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Reads a time of day from milliseconds (logical type time-millis).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimeOnly ReadTimeMillis() =>
        new(ReadLong(0, TimeOnly.MaxValue.Ticks / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond);

    /// <summary>Reads a duration in microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimeSpan ReadDuration() =>
        new(ReadLong(-AvroTime.MaxMicroseconds, AvroTime.MaxMicroseconds) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Reads a timestamp (logical type timestamp-micros), offset zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateTimeOffset ReadTimestampOffset() => new(ReadTimestampTicks(), TimeSpan.Zero);

    /// <summary>Reads a timestamp (logical type timestamp-micros), kind UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateTime ReadTimestamp() => new(ReadTimestampTicks(), DateTimeKind.Utc);

    /// <summary>Reads a timestamp in milliseconds (logical type timestamp-millis), offset zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateTimeOffset ReadTimestampMillisOffset() => new(ReadTimestampMillisTicks(), TimeSpan.Zero);

    /// <summary>Reads a timestamp in milliseconds (logical type timestamp-millis), kind UTC.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DateTime ReadTimestampMillis() => new(ReadTimestampMillisTicks(), DateTimeKind.Utc);

    /// <summary>Reads a decimal from unscaled big-endian bytes (logical type decimal).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public decimal ReadDecimal(int scale)
    {
        var bytes = ReadBytes();
        return ParseDecimal(bytes, scale, _position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ReadTimestampTicks() =>
        ReadLong(AvroTime.FirstTimestamp, AvroTime.LastTimestamp) * TimeSpan.TicksPerMicrosecond
        + DateTime.UnixEpoch.Ticks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ReadTimestampMillisTicks() =>
        ReadLong(AvroTime.FirstMillisecond, AvroTime.LastMillisecond) * TimeSpan.TicksPerMillisecond
        + DateTime.UnixEpoch.Ticks;

    private static Guid ParseGuid(ReadOnlySpan<byte> text, int end)
    {
        if (!Utf8Parser.TryParse(text, out Guid value, out var consumed, 'D') || consumed != text.Length)
        {
            // An empty one is noticed at its length.
            MalformedDataException.Throw(
                "a uuid is not 36 characters of the form 8-4-4-4-12", end - Math.Max(1, text.Length));
        }

        return value;
    }

    private static decimal ParseDecimal(ReadOnlySpan<byte> bytes, int scale, int end)
    {
        if (bytes.Length is > 0 and <= sizeof(long))
        {
            return AvroDecimal.ReadSmall(bytes, scale);
        }

        if (bytes.Length is 0 or > 16
            || !AvroDecimal.TryScale(AvroDecimal.ReadBigEndian(bytes), scale, out var value))
        {
            MalformedDataException.Throw(
                $"{bytes.Length} bytes are no decimal of at most 28 digits", end - bytes.Length);
            return 0;
        }

        return value;
    }
}
