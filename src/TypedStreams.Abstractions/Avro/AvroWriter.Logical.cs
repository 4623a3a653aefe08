// Logical types: the C# types that have no Avro type of their own. decisions/002-csharp-to-avro.md has the table.

using System.Buffers.Text;

namespace TypedStreams.Avro;

public ref partial struct AvroWriter
{
    private const int GuidTextLength = 36;

    /// <summary>Writes a Guid as a string of 36 characters (logical type uuid).</summary>
    public void WriteGuid(Guid value)
    {
        var target = Reserve(GuidTextLength + 1);
        target[0] = GuidTextLength << 1;
        Utf8Formatter.TryFormat(value, target[1..], out _, 'D');
    }

    /// <summary>Writes days since 1970-01-01 (logical type date).</summary>
    public void WriteDate(DateOnly value) => WriteInt(value.DayNumber - AvroTime.EpochDay);

    /// <summary>Writes microseconds since midnight (logical type time-micros); parts of one are cut off.</summary>
    public void WriteTime(TimeOnly value) => WriteLong(value.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes milliseconds since midnight (logical type time-millis); parts of one are cut off.</summary>
    public void WriteTimeMillis(TimeOnly value) => WriteInt((int)(value.Ticks / TimeSpan.TicksPerMillisecond));

    /// <summary>Writes a duration in microseconds; parts of one are cut off towards zero.</summary>
    public void WriteDuration(TimeSpan value) => WriteLong(value.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes microseconds since the Unix epoch (logical type timestamp-micros); the offset is lost.</summary>
    public void WriteTimestamp(DateTimeOffset value) =>
        WriteLong(AvroTime.FloorToMicroseconds(value.UtcTicks - DateTime.UnixEpoch.Ticks));

    /// <summary>
    /// Writes microseconds since the Unix epoch (logical type timestamp-micros). Local times are converted to UTC,
    /// unspecified ones are taken as UTC.
    /// </summary>
    public void WriteTimestamp(DateTime value) => WriteLong(AvroTime.FloorToMicroseconds(SinceEpoch(value)));

    /// <summary>
    /// Writes milliseconds since the Unix epoch (logical type timestamp-millis); the offset and parts of a millisecond
    /// are lost.
    /// </summary>
    public void WriteTimestampMillis(DateTimeOffset value) =>
        WriteLong(AvroTime.FloorToMilliseconds(value.UtcTicks - DateTime.UnixEpoch.Ticks));

    /// <inheritdoc cref="WriteTimestampMillis(DateTimeOffset)"/>
    public void WriteTimestampMillis(DateTime value) => WriteLong(AvroTime.FloorToMilliseconds(SinceEpoch(value)));

    /// <summary>
    /// Writes a decimal as unscaled big-endian two's complement of least length (logical type decimal).
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The value needs more decimals or more digits than the schema has.
    /// </exception>
    public void WriteDecimal(decimal value, int precision, int scale)
    {
        if (AvroDecimal.TryUnscaleSmall(value, precision, scale, out var small))
        {
            if (_span.Length - _position <= sizeof(long))
            {
                Grow(sizeof(long) + 1);
            }

            var room = _span.Slice(_position, sizeof(long) + 1);
            var taken = AvroDecimal.WriteBigEndian(small, room[1..]);
            room[0] = (byte)(taken << 1);
            _position += taken + 1;
            return;
        }

        WriteLargeDecimal(AvroDecimal.Unscale(value, precision, scale));
    }

    private static long SinceEpoch(DateTime value) =>
        (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks - DateTime.UnixEpoch.Ticks;

    private void WriteLargeDecimal(Int128 unscaled)
    {
        var length = AvroDecimal.ByteCount(unscaled);
        var target = Reserve(length + 1);
        target[0] = (byte)(length << 1);
        AvroDecimal.WriteBigEndian(unscaled, target[1..]);
    }
}
