namespace TypedStreams.Client;

/// <summary>A fetched record: a window on its batch's memory, valid until the batch is disposed.</summary>
public readonly struct ConsumedRecord
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly RecordEntry _entry;

    internal ConsumedRecord(ReadOnlyMemory<byte> memory, in RecordEntry entry)
    {
        _memory = memory;
        _entry = entry;
    }

    /// <summary>Offset in the partition.</summary>
    public long Offset => _entry.Offset;

    /// <summary>Milliseconds since 1970: the producer's, or the broker's on log-append-time topics.</summary>
    public long TimestampMs => _entry.TimestampMs;

    /// <summary>The key; null for none.</summary>
    public ReadOnlyMemory<byte>? Key => Slice(_entry.KeyAt, _entry.KeyLength);

    /// <summary>The value; null for a tombstone.</summary>
    public ReadOnlyMemory<byte>? Value => Slice(_entry.ValueAt, _entry.ValueLength);

    /// <summary>The headers, in order.</summary>
    public RecordHeaders Headers => new(_memory[_entry.HeadersAt.._entry.HeadersEnd], _entry.HeaderCount);

    // A bare null would turn into empty memory here, through the conversion from a null array.
    private ReadOnlyMemory<byte>? Slice(int at, int length) =>
        length < 0 ? default(ReadOnlyMemory<byte>?) : _memory.Slice(at, length);
}
