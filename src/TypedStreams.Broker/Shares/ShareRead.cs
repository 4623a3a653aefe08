// What a share fetch reads of a log: the bytes, and where each batch of them begins.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Shares;

/// <summary>Batches of a log from an offset on, in memory.</summary>
internal sealed class ShareRead
{
    private readonly byte[] _bytes;
    private readonly List<int> _starts = [];

    private ShareRead(ErrorCode error, long logStartOffset, byte[] bytes)
    {
        Error = error;
        LogStartOffset = logStartOffset;
        _bytes = bytes;
    }

    internal ErrorCode Error { get; }

    internal long LogStartOffset { get; }

    internal List<LogBatch> Batches { get; } = [];

    internal int Length => _bytes.Length;

    /// <summary>Reads what the group may see from an offset on. On the partition's shard.</summary>
    internal static ShareRead From(PartitionHost host, long offset, int maxBytes, bool readsCommitted)
    {
        if (host.IsClosed)
        {
            return new ShareRead(ErrorCode.UnknownTopicOrPartition, 0, []);
        }

        long end = readsCommitted ? host.LastStableOffset : host.Leader.HighWatermark;
        ReadResult read = host.Log.Read(offset, maxBytes, end, minOneBatch: true);
        using LogSlice? slice = read.Slice;
        if (slice is null)
        {
            return new ShareRead(read.Error, host.Log.LogStartOffset, []);
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(slice.Length);
        slice.CopyTo(bytes);
        var found = new ShareRead(ErrorCode.None, host.Log.LogStartOffset, bytes);
        found.Parse(readsCommitted ? host.Log.AbortedIn(offset, read.NextOffset) : []);
        return found;
    }

    /// <summary>
    /// How many bytes a read from an offset on would find; null when the partition is gone. On the partition's shard.
    /// </summary>
    internal static int? LengthFrom(PartitionHost host, long offset, int maxBytes, bool readsCommitted)
    {
        if (host.IsClosed)
        {
            return null;
        }

        long end = readsCommitted ? host.LastStableOffset : host.Leader.HighWatermark;
        using LogSlice? slice = host.Log.Read(offset, maxBytes, end, minOneBatch: true).Slice;
        return slice?.Length ?? 0;
    }

    /// <summary>
    /// The first offset for a group that has none yet, by its <c>share.auto.offset.reset</c>; null when the partition
    /// is gone. On the partition's shard.
    /// </summary>
    internal static long? StartOffset(PartitionHost host, string offsetReset)
    {
        if (host.IsClosed)
        {
            return null;
        }

        long end = host.Leader.HighWatermark;
        switch (offsetReset)
        {
            case "earliest":
                return host.Log.LogStartOffset;
            case "latest":
                return end;
            default:
                long timestamp = host.Shard.WallClockMs
                    - (long)(GroupConfigs.TryDuration(offsetReset) ?? TimeSpan.Zero).TotalMilliseconds;
                return Math.Min(host.Log.FindOffsetByTimestamp(timestamp)?.Offset ?? end, end);
        }
    }

    /// <summary>The bytes from the first batch that holds acquired records to the last one.</summary>
    internal ReadOnlyMemory<byte> Around(IReadOnlyList<AcquiredRange> acquired)
    {
        int first = Batches.FindIndex(batch => batch.Last >= acquired[0].First);
        int last = Batches.FindLastIndex(batch => batch.First <= acquired[^1].Last);
        int end = last + 1 < _starts.Count ? _starts[last + 1] : _bytes.Length;
        return _bytes.AsMemory(_starts[first]..end);
    }

    // Of a transaction that was aborted, the batches from its first one to its marker.
    private void Parse(List<AbortedTransaction> aborted)
    {
        int position = 0;
        foreach (RecordBatch batch in new RecordBatchReader(_bytes))
        {
            RecordBatchHeader header = batch.Header;
            bool isAborted = header.IsTransactional && aborted.Exists(transaction =>
                transaction.ProducerId == header.ProducerId
                && header.BaseOffset >= transaction.FirstOffset && header.LastOffset <= transaction.LastOffset);
            Batches.Add(new LogBatch(header.BaseOffset, header.LastOffset, !header.IsControl && !isAborted));
            _starts.Add(position);
            position += batch.Bytes.Length;
        }
    }
}
