using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.FetchResponse;
using FetchedAbort = TypedStreams.Protocol.Messages.FetchResponse.AbortedTransaction;

namespace TypedStreams.Broker.Partitions;

/// <summary>One partition of a fetch: what is asked for, and the part of the response that it fills.</summary>
internal sealed class FetchEntry(
    PartitionHost host,
    long fetchOffset,
    int currentLeaderEpoch,
    int lastFetchedEpoch,
    int maxBytes,
    bool readsCommitted,
    PartitionData result)
{
    private LogSlice? _slice;

    internal PartitionHost Host { get; } = host;

    /// <summary>
    /// Reads what is committed, on the shard of the partition. Returns the bytes found. <paramref name="isUrgent"/>:
    /// the
    /// answer must not wait for more (an error, or a log that diverged).
    /// </summary>
    internal int Read(int budget, bool minOneBatch, out bool isUrgent)
    {
        ReleaseSlice();
        result.Records = new RecordsPayload(ReadOnlyMemory<byte>.Empty);
        ErrorCode error =
            Host.IsClosed ? ErrorCode.UnknownTopicOrPartition : Host.Leader.CheckEpoch(currentLeaderEpoch);
        if (error != ErrorCode.None)
        {
            isUrgent = true;
            result.ErrorCode = error;
            result.HighWatermark = -1;
            return 0;
        }

        long lastStableOffset = Host.LastStableOffset;
        result.HighWatermark = Host.Leader.HighWatermark;
        result.LastStableOffset = lastStableOffset;
        result.AbortedTransactions = readsCommitted ? [] : null;
        result.LogStartOffset = Host.Log.LogStartOffset;
        if (Diverges())
        {
            isUrgent = true;
            return 0;
        }

        long upperBound = readsCommitted ? lastStableOffset : Host.Leader.HighWatermark;
        ReadResult read = Host.Log.Read(fetchOffset, Math.Min(budget, maxBytes), upperBound, minOneBatch);
        result.ErrorCode = read.Error;
        isUrgent = read.Error != ErrorCode.None;
        if (read.Slice is not { } slice)
        {
            return 0;
        }

        _slice = slice;
        result.Records = new RecordsPayload(slice);
        if (readsCommitted)
        {
            result.AbortedTransactions = Host.Log.AbortedIn(fetchOffset, read.NextOffset).ConvertAll(
                static aborted => new FetchedAbort
                {
                    ProducerId = aborted.ProducerId,
                    FirstOffset = aborted.FirstOffset,
                });
        }

        return slice.Length;
    }

    internal void ReleaseSlice()
    {
        _slice?.Dispose();
        _slice = null;
    }

    // A client that says which epoch its last record was of learns where its log and ours part (KIP-595).
    private bool Diverges()
    {
        if (lastFetchedEpoch < 0)
        {
            return false;
        }

        (int epoch, long endOffset) = Host.Log.EndOffsetForEpoch(lastFetchedEpoch);
        if (epoch < 0 || (epoch == lastFetchedEpoch && endOffset >= fetchOffset))
        {
            return false;
        }

        result.DivergingEpoch = new EpochEndOffset { Epoch = epoch, EndOffset = endOffset };
        return true;
    }
}
