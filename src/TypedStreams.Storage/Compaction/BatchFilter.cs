// Decides what stays of a batch when a log is compacted, and rewrites the batch when something goes. Rules:
// - a record stays while no later one with its key is known; one without a key goes;
// - a tombstone stays for delete.retention.ms after it was first met; the batch bears that horizon (KIP-534);
// - records of aborted transactions go; a marker goes the same way as a tombstone once its transaction has no data;
// - the last batch of a remembered producer stays, empty if need be, so that its sequence number outlives it.
// Offsets, sequence numbers, epoch and codec stay as they were. Owned by one compaction run.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class BatchFilter(
    NewestOffsets newest,
    TransactionOutcomes outcomes,
    IReadOnlySet<long> lastOffsetsOfProducers,
    long nowMs,
    long deleteRetentionMs) : IDisposable
{
    private readonly PooledBuffer _unpacked = new();
    private readonly PooledBuffer _kept = new();
    private readonly PooledBuffer _result = new();
    private readonly HashSet<long> _producersWithData = [];

    /// <summary>What stays of a batch: itself, a smaller one (valid until the next call), or nothing.</summary>
    /// <exception cref="InvalidDataException">The batch holds something else than records.</exception>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> batch, in RecordBatchHeader header)
    {
        if (header.IsControl)
        {
            return header.HasProducerId ? ApplyToMarker(batch, header) : batch;
        }

        if (outcomes.IsAborted(header))
        {
            return Emptied(header);
        }

        var records = Unpack(batch, header);
        var (kept, horizonMs) = Count(records, header);
        if (kept > 0 && header.IsTransactional)
        {
            _producersWithData.Add(header.ProducerId);
        }

        return kept == 0 ? Emptied(header)
            : kept == header.RecordCount && horizonMs is null ? batch
            : Rewrite(records, header, horizonMs);
    }

    public void Dispose()
    {
        _unpacked.Dispose();
        _kept.Dispose();
        _result.Dispose();
    }

    private ReadOnlyMemory<byte> ApplyToMarker(ReadOnlyMemory<byte> batch, in RecordBatchHeader header)
    {
        if (_producersWithData.Remove(header.ProducerId) || lastOffsetsOfProducers.Contains(header.LastOffset))
        {
            return batch;
        }

        if (header.HasDeleteHorizon)
        {
            return IsPast(header) ? default : batch;
        }

        return Rewrite(batch.Span[RecordBatchHeader.Size..], header, nowMs + deleteRetentionMs);
    }

    private ReadOnlySpan<byte> Unpack(ReadOnlyMemory<byte> batch, in RecordBatchHeader header)
    {
        if (header.Compression == CompressionType.None)
        {
            return batch.Span[RecordBatchHeader.Size..];
        }

        _unpacked.Clear();
        var error = CompressedRecords.Unpack(batch, header, _unpacked);
        return error == ErrorCode.None
            ? _unpacked.WrittenSpan
            : throw new InvalidDataException($"The batch at offset {header.BaseOffset} cannot be unpacked: {error}.");
    }

    // How many records stay, and the horizon that the batch is to bear when it has none and holds a tombstone.
    private (int Kept, long? HorizonMs) Count(ReadOnlySpan<byte> records, in RecordBatchHeader header)
    {
        var kept = 0;
        long? horizonMs = null;
        for (var at = 0; at < records.Length;)
        {
            var record = RawRecord.Read(records, ref at);
            if (Stays(record, header))
            {
                kept++;
                horizonMs ??= record.HasValue || header.HasDeleteHorizon ? null : nowMs + deleteRetentionMs;
            }
        }

        return (kept, horizonMs);
    }

    private bool Stays(in RawRecord record, in RecordBatchHeader header) =>
        header.IsControl
        || (record.HasKey
            && !newest.IsSuperseded(record.Key, header.BaseOffset + record.OffsetDelta)
            && (record.HasValue || !header.HasDeleteHorizon || !IsPast(header)));

    private bool IsPast(in RecordBatchHeader header) => header.BaseTimestamp <= nowMs;

    private ReadOnlyMemory<byte> Emptied(in RecordBatchHeader header)
    {
        if (!lastOffsetsOfProducers.Contains(header.LastOffset))
        {
            return default;
        }

        // Replayed, even an empty batch begins a transaction: the marker that ends it must stay.
        if (header.IsTransactional)
        {
            _producersWithData.Add(header.ProducerId);
        }

        _kept.Clear();
        const long None = RecordBatchHeader.NoTimestamp;
        const int Dropped = BatchAttributes.CompressionMask | BatchAttributes.DeleteHorizon;
        return Build(header, None, None, (short)(header.Attributes & ~Dropped), count: 0);
    }

    private ReadOnlyMemory<byte> Rewrite(ReadOnlySpan<byte> records, in RecordBatchHeader header, long? horizonMs)
    {
        var baseTimestamp = horizonMs ?? header.BaseTimestamp;
        var maxTimestamp = header.TimestampType == TimestampType.LogAppendTime
            ? header.MaxTimestamp
            : RecordBatchHeader.NoTimestamp;
        var count = 0;
        _kept.Clear();
        for (var at = 0; at < records.Length;)
        {
            var record = RawRecord.Read(records, ref at);
            if (Stays(record, header))
            {
                var timestamp = header.BaseTimestamp + record.TimestampDelta;
                maxTimestamp = Math.Max(maxTimestamp, timestamp);
                record.CopyTo(_kept, timestamp - baseTimestamp);
                count++;
            }
        }

        var attributes = horizonMs is null
            ? header.Attributes
            : (short)((ushort)header.Attributes | (ushort)BatchAttributes.DeleteHorizon);
        return Build(header, baseTimestamp, maxTimestamp, attributes, count);
    }

    private ReadOnlyMemory<byte> Build(
        in RecordBatchHeader header, long baseTimestamp, long maxTimestamp, short attributes, int count)
    {
        _result.Clear();
        _result.GetSpan(RecordBatchHeader.Size);
        _result.Advance(RecordBatchHeader.Size);
        var codec = (CompressionType)(attributes & BatchAttributes.CompressionMask);
        RecordCompression.Compress(codec, _kept.WrittenMemory, _result);
        new RecordBatchHeader
        {
            BaseOffset = header.BaseOffset,
            BatchLength = _result.Length - RecordBatchHeader.LogOverhead,
            PartitionLeaderEpoch = header.PartitionLeaderEpoch,
            Magic = header.Magic,
            Attributes = attributes,
            LastOffsetDelta = header.LastOffsetDelta,
            BaseTimestamp = baseTimestamp,
            MaxTimestamp = maxTimestamp,
            ProducerId = header.ProducerId,
            ProducerEpoch = header.ProducerEpoch,
            BaseSequence = header.BaseSequence,
            RecordCount = count,
        }.Write(_result.WrittenSpan);
        RecordBatchHeader.UpdateCrc(_result.WrittenSpan);
        return _result.WrittenMemory;
    }
}
