// Whole records: all sizes are known, so every byte is written once at its place.
using System.Text;

namespace TypedStreams.Protocol.Records;

public sealed partial class RecordBatchBuilder
{
    /// <summary>Adds a record with key and value, neither null, and no headers.</summary>
    public void Append(long timestampMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Append(timestampMs, key, isKeyNull: false, value, isValueNull: false, headers: []);

    /// <summary>Adds a record.</summary>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    /// <param name="key">The key; ignored when null.</param>
    /// <param name="isKeyNull">True for no key.</param>
    /// <param name="value">The value; ignored when null.</param>
    /// <param name="isValueNull">True for no value, a tombstone.</param>
    /// <param name="headers">The headers, in the order in which they are kept.</param>
    /// <param name="offsetDelta">
    /// Offset minus base offset; must grow. Default -1: one more than the record before, as producers must have it.
    /// </param>
    public void Append(
        long timestampMs,
        ReadOnlySpan<byte> key,
        bool isKeyNull,
        ReadOnlySpan<byte> value,
        bool isValueNull,
        ReadOnlySpan<RecordHeader> headers,
        int offsetDelta = -1)
    {
        if (_section != Section.None)
            throw new InvalidOperationException("A record is open: end or cancel it before another is added.");

        int delta = NextOffsetDelta(offsetDelta);
        long timestampDelta = TimestampDelta(timestampMs);
        int keyLength = isKeyNull ? -1 : key.Length;
        int valueLength = isValueNull ? -1 : value.Length;
        int size = 1 + Varint.SizeOf(timestampDelta) + Varint.SizeOf(delta)
            + Varint.SizeOf(keyLength) + Math.Max(keyLength, 0)
            + Varint.SizeOf(valueLength) + Math.Max(valueLength, 0)
            + Varint.SizeOf(headers.Length);
        foreach (RecordHeader header in headers)
            size += SizeOf(header);

        int total = Varint.SizeOf(size) + size;
        Span<byte> target = _buffer.GetSpan(total);
        int at = Varint.Write(target, size);
        target[at++] = 0; // attributes: no bit is in use
        at += Varint.Write(target[at..], timestampDelta);
        at += Varint.Write(target[at..], delta);
        at += WriteSlice(target[at..], key, keyLength);
        at += WriteSlice(target[at..], value, valueLength);
        at += Varint.Write(target[at..], headers.Length);
        foreach (RecordHeader header in headers)
            at += Write(target[at..], header);

        _buffer.Advance(total);
        Commit(delta, timestampMs);
    }

    private static int SizeOf(in RecordHeader header)
    {
        int keyLength = Encoding.UTF8.GetByteCount(header.Key);
        int valueLength = header.Value?.Length ?? -1;
        return Varint.SizeOf(keyLength) + keyLength + Varint.SizeOf(valueLength) + Math.Max(valueLength, 0);
    }

    private static int Write(Span<byte> target, in RecordHeader header)
    {
        int at = Varint.Write(target, Encoding.UTF8.GetByteCount(header.Key));
        at += Encoding.UTF8.GetBytes(header.Key, target[at..]);
        return header.Value is { } value
            ? at + WriteSlice(target[at..], value.Span, value.Length)
            : at + Varint.Write(target[at..], -1);
    }

    private static int WriteSlice(Span<byte> target, ReadOnlySpan<byte> bytes, int length)
    {
        int at = Varint.Write(target, length);
        if (length <= 0)
            return at;

        bytes.CopyTo(target[at..]);
        return at + length;
    }

    private int NextOffsetDelta(int requested)
    {
        if (requested < 0)
            return _lastOffsetDelta + 1;

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(requested, _lastOffsetDelta, "offsetDelta");
        return requested;
    }

    private long TimestampDelta(long timestampMs)
    {
        if (!_hasBaseTimestamp)
        {
            _hasBaseTimestamp = true;
            _baseTimestampMs = timestampMs;
        }

        return unchecked(timestampMs - _baseTimestampMs);
    }

    private void Commit(int offsetDelta, long timestampMs)
    {
        _lastOffsetDelta = offsetDelta;
        MaxTimestampMs = Math.Max(MaxTimestampMs, timestampMs);
        Count++;
    }
}
