// One record of an unpacked batch with the places of its parts, so that it can be copied without being built anew.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>A record's bytes and what compaction asks of them.</summary>
internal readonly ref struct RawRecord
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _afterTimestamp;

    private RawRecord(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> body, int afterTimestamp)
    {
        Whole = whole;
        _body = body;
        _afterTimestamp = afterTimestamp;
    }

    /// <summary>The record with its length prefix.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    public long TimestampDelta { get; private init; }

    public int OffsetDelta { get; private init; }

    public bool HasKey { get; private init; }

    public bool HasValue { get; private init; }

    public ReadOnlySpan<byte> Key { get; private init; }

    /// <summary>Reads the record at a position and moves the position behind it.</summary>
    /// <exception cref="InvalidDataException">The bytes are no record.</exception>
    public static RawRecord Read(ReadOnlySpan<byte> records, ref int position)
    {
        var start = position;
        Require(Varint.TryRead(records, ref position, out int length) && length > 0);
        Require(length <= records.Length - position);
        var body = records.Slice(position, length);
        position += length;
        var at = 1;
        Require(Varint.TryRead(body, ref at, out long timestampDelta));
        var afterTimestamp = at;
        Require(Varint.TryRead(body, ref at, out int offsetDelta));
        Require(Varint.TryRead(body, ref at, out int keyLength) && keyLength >= -1 && keyLength <= body.Length - at);
        var key = body.Slice(at, Math.Max(keyLength, 0));
        at += key.Length;
        Require(Varint.TryRead(body, ref at, out int valueLength));
        return new RawRecord(records[start..position], body, afterTimestamp)
        {
            TimestampDelta = timestampDelta,
            OffsetDelta = offsetDelta,
            HasKey = keyLength >= 0,
            HasValue = valueLength >= 0,
            Key = key,
        };
    }

    /// <summary>Copies the record; its timestamp counts from another time afterwards.</summary>
    public void CopyTo(PooledBuffer target, long timestampDelta)
    {
        var rest = _body[_afterTimestamp..];
        var length = 1 + Varint.SizeOf(timestampDelta) + rest.Length;
        var span = target.GetSpan(Varint.MaxSize + length);
        var size = Varint.Write(span, length);
        span[size++] = _body[0];
        size += Varint.Write(span[size..], timestampDelta);
        rest.CopyTo(span[size..]);
        target.Advance(size + rest.Length);
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidDataException("A batch with a good checksum holds a malformed record.");
        }
    }
}
