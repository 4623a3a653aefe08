// Builds one batch in one pooled buffer: room for the header, then records in place. A codec writes keys and values
// straight into it. Owned by one thread at a time; what Build returns is valid until Reset or Dispose.
using TypedStreams.Protocol.Compression;

namespace TypedStreams.Protocol.Records;

/// <summary>
/// Builds a record batch. Either <see cref="Append(long, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> whole records, or
/// write one in place: BeginRecord, BeginKey .. EndKey, BeginValue .. EndValue, AddHeader, EndRecord.
/// </summary>
public sealed partial class RecordBatchBuilder : IDisposable
{
    private readonly PooledBuffer _buffer;
    private readonly PooledBuffer _compressed = new();
    private long _baseTimestampMs;
    private bool _hasBaseTimestamp;
    private int _lastOffsetDelta = -1;

    /// <summary>Starts an empty batch.</summary>
    /// <param name="initialCapacity">Bytes to rent at first. Default 16,384 (Kafka <c>batch.size</c>).</param>
    public RecordBatchBuilder(int initialCapacity = 16_384)
    {
        _buffer = new PooledBuffer(Math.Max(initialCapacity, RecordBatchHeader.Size));
        Reset();
    }

    /// <summary>Records in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the batch so far, header included, before compression.</summary>
    public int Length => _buffer.Length;

    /// <summary>Bytes of memory that it holds.</summary>
    public int Capacity => _buffer.Capacity + _compressed.Capacity;

    /// <summary>Largest timestamp of the records in milliseconds since 1970; -1 when there are none.</summary>
    public long MaxTimestampMs { get; private set; }

    /// <summary>Forgets the records and keeps the memory.</summary>
    /// <param name="baseTimestampMs">
    /// What timestamps count from, in milliseconds since 1970. Default null: the first record's timestamp.
    /// </param>
    public void Reset(long? baseTimestampMs = null)
    {
        _buffer.Clear();
        _compressed.Clear();
        _buffer.GetSpan(RecordBatchHeader.Size)[..RecordBatchHeader.Size].Clear();
        _buffer.Advance(RecordBatchHeader.Size);
        _hasBaseTimestamp = baseTimestampMs is not null;
        _baseTimestampMs = baseTimestampMs ?? 0;
        _lastOffsetDelta = -1;
        _section = Section.None;
        Count = 0;
        MaxTimestampMs = RecordBatchHeader.NoTimestamp;
    }

    /// <summary>
    /// Most bytes that a record of these lengths can add to <see cref="Length"/>; headers come on top.
    /// </summary>
    public static int UpperBound(int keyLength, int valueLength) =>
        Varint.MaxSize * 5 + Varint.MaxLongSize + 1 + Math.Max(keyLength, 0) + Math.Max(valueLength, 0);

    /// <summary>Writes the header and returns the batch.</summary>
    /// <returns>The bytes, valid until <see cref="Reset"/> or <see cref="Dispose"/>.</returns>
    /// <exception cref="CodecUnavailableException">The system library of the codec is missing.</exception>
    public ReadOnlyMemory<byte> Build(in RecordBatchOptions options)
    {
        if (_section != Section.None)
            throw new InvalidOperationException("A record is open: end or cancel it before the batch is built.");

        PooledBuffer batch = _buffer;
        if (options.Compression != CompressionType.None)
        {
            batch = _compressed;
            batch.Clear();
            batch.GetSpan(RecordBatchHeader.Size);
            batch.Advance(RecordBatchHeader.Size);
            RecordCompression.Compress(options.Compression, _buffer.WrittenMemory[RecordBatchHeader.Size..], batch);
        }

        Header(options, batch.Length).Write(batch.WrittenSpan);
        RecordBatchHeader.UpdateCrc(batch.WrittenSpan);
        return batch.WrittenMemory;
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        _buffer.Dispose();
        _compressed.Dispose();
    }

    private RecordBatchHeader Header(in RecordBatchOptions options, int totalSize) => new()
    {
        BaseOffset = options.BaseOffset,
        BatchLength = totalSize - RecordBatchHeader.LogOverhead,
        PartitionLeaderEpoch = options.PartitionLeaderEpoch,
        Magic = RecordBatchHeader.CurrentMagic,
        Attributes = options.Attributes,
        LastOffsetDelta = options.LastOffsetDelta ?? Math.Max(_lastOffsetDelta, 0),
        BaseTimestamp = _hasBaseTimestamp ? _baseTimestampMs : RecordBatchHeader.NoTimestamp,
        MaxTimestamp = MaxTimestampMs,
        ProducerId = options.ProducerId,
        ProducerEpoch = options.ProducerEpoch,
        BaseSequence = options.BaseSequence,
        RecordCount = Count,
    };
}
