// Walks the batches of a produce request, a fetch response or a piece of a log. Copies nothing, checks no CRC.
namespace TypedStreams.Protocol.Records;

/// <summary>
/// Walks record batches that lie back to back. A batch that is cut off at the end is left over, as brokers may send
/// one; anything that cannot be a batch is an error.
/// </summary>
public ref struct RecordBatchReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private int _position;

    /// <summary>Starts at the first batch.</summary>
    public RecordBatchReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The batch that <see cref="MoveNext"/> found.</summary>
    public RecordBatch Current { readonly get; private set; }

    /// <summary>Position behind the current batch.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes that were not read; after the last batch those of one that is cut off.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Lets <c>foreach</c> use the reader.</summary>
    public readonly RecordBatchReader GetEnumerator() => this;

    /// <summary>Moves to the next whole batch; false when there is none.</summary>
    /// <exception cref="MalformedMessageException">Wrong magic or an impossible length.</exception>
    public bool MoveNext()
    {
        if (!RecordBatchHeader.TryRead(_bytes.Span[_position..], out RecordBatchHeader header))
            return false;

        if (header.Magic != RecordBatchHeader.CurrentMagic)
            throw Malformed(RecordBatchHeader.MagicAt, $"its magic is {header.Magic} instead of 2");

        if (!header.IsValidShape)
            throw Malformed(RecordBatchHeader.BatchLengthAt, $"its length {header.BatchLength} cannot hold a header");

        if (header.TotalSize > Remaining)
            return false;

        Current = new RecordBatch(header, _bytes.Slice(_position, (int)header.TotalSize));
        _position += (int)header.TotalSize;
        return true;
    }

    private readonly MalformedMessageException Malformed(int at, string reason) =>
        new("record batch", _position + at, reason);
}
