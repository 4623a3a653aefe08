// Walks the records of an uncompressed batch just far enough to know that they are well formed: lengths, offset deltas,
// timestamps, whether keys are there. Bytes only; allocates nothing.
namespace TypedStreams.Storage;

/// <summary>What one record says about itself.</summary>
internal readonly record struct ScannedRecord(long TimestampDelta, int OffsetDelta, bool HasKey);

internal ref struct RecordScan(ReadOnlySpan<byte> records)
{
    private ReadOnlySpan<byte> _rest = records;

    public ScannedRecord Current { get; private set; }

    /// <summary>True when a malformed record ended the walk.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>True when all bytes were consumed.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (!TryVarint(ref _rest, out var length) || length < 0 || length > _rest.Length)
        {
            return Malformed();
        }

        var record = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return TryRecord(record) || Malformed();
    }

    private bool TryRecord(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty)
        {
            return false;
        }

        record = record[1..];
        if (!TryVarint(ref record, out var timestampDelta) || !TryVarint(ref record, out var offsetDelta)
            || !TrySkip(ref record, out var hasKey) || !TrySkip(ref record, out _)
            || !TryVarint(ref record, out var headers) || headers < 0 || headers > record.Length)
        {
            return false;
        }

        for (; headers > 0; headers--)
        {
            if (!TrySkip(ref record, out var hasName) || !hasName || !TrySkip(ref record, out _))
            {
                return false;
            }
        }

        Current = new ScannedRecord(timestampDelta, (int)offsetDelta, hasKey);
        return record.IsEmpty && offsetDelta is >= 0 and <= int.MaxValue;
    }

    private bool Malformed()
    {
        IsMalformed = true;
        return false;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> source, out bool present)
    {
        present = false;
        if (!TryVarint(ref source, out var length) || length < -1 || length > source.Length)
        {
            return false;
        }

        present = length >= 0;
        source = source[(int)Math.Max(length, 0)..];
        return true;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> source, out long value)
    {
        // Nearly every number of a record takes one byte.
        if (!source.IsEmpty && source[0] < 0x80)
        {
            value = (source[0] >> 1) ^ -(source[0] & 1);
            source = source[1..];
            return true;
        }

        ulong raw = 0;
        for (var i = 0; i < source.Length && i < 10; i++)
        {
            raw |= (ulong)(source[i] & 0x7f) << (7 * i);
            if (source[i] < 0x80)
            {
                source = source[(i + 1)..];
                value = (long)(raw >> 1) ^ -(long)(raw & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }
}
