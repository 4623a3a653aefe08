// Transactions in one log: what readers of committed records may see, which transactions they must skip, and whether a
// producer may begin one here (KIP-98, KIP-890). The coordinator decides about transactions; the log only keeps what
// its own batches and markers say.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    /// <summary>The offset up to which every transaction is decided; at most the high watermark.</summary>
    public long LastStableOffset(long highWatermark) =>
        Wrong.Is(WrongVariant.LastStableOffsetIgnoresOpenTransactions) ? highWatermark
        : Math.Max(_producers.Transactions.LastStableOffset(highWatermark), Math.Min(LogStartOffset, highWatermark));

    /// <summary>
    /// What stands between a producer and a transactional append: 0 when its transaction is open here, else a number
    /// for <see cref="Append"/> that holds until the transaction ends. The caller asks the coordinator between the two
    /// whether the partition belongs to the transaction, so that a late batch cannot open one that nobody ends.
    /// </summary>
    public long BeginVerification(long producerId, short producerEpoch) =>
        _producers.BeginVerification(producerId, producerEpoch);

    /// <summary>Appends the end of a transaction. A marker that is repeated changes nothing for readers.</summary>
    /// <param name="marker">Who ends it, and how.</param>
    /// <param name="isVersion2">Whether the epoch was raised with the end, so that a marker of the present epoch cannot
    /// belong to a transaction that is open now.</param>
    /// <param name="leaderEpoch">The leader's epoch.</param>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <returns>None; InvalidProducerEpoch or TransactionCoordinatorFenced when a newer one has been here.</returns>
    /// <exception cref="DiskFailedException">The write failed; the node must stop.</exception>
    public AppendResult AppendMarker(in TransactionMarker marker, bool isVersion2, int leaderEpoch, long nowMs)
    {
        var error = _producers.CheckMarker(marker, isVersion2);
        if (error != ErrorCode.None)
        {
            return AppendResult.Refuse(error, "A newer producer or coordinator has been here.");
        }

        if (!isVersion2)
        {
            _producers.EndVerification(marker.ProducerId);
        }

        return Append(marker.ToBatch(nowMs), leaderEpoch, nowMs, AppendOrigin.Internal);
    }

    /// <summary>
    /// The aborted transactions that have records in a range, in order of their first offset: what a reader of
    /// committed records skips.
    /// </summary>
    /// <param name="fromOffset">First offset that is read.</param>
    /// <param name="toOffset">Offset after the last that is read.</param>
    public List<AbortedTransaction> AbortedIn(long fromOffset, long toOffset)
    {
        var found = new List<AbortedTransaction>();
        if (Wrong.Is(WrongVariant.AbortedTransactionsAreNotListed))
        {
            return found;
        }

        for (var i = Math.Max(0, FindSegment(fromOffset)); i < _segments.Count; i++)
        {
            foreach (var entry in _segments[i].TransactionIndex.Entries)
            {
                if (entry.LastOffset >= fromOffset && entry.FirstOffset < toOffset)
                {
                    found.Add(entry);
                }

                // Once everything below was decided at the end of the range, later markers belong to later records.
                if (entry.LastStableOffset >= toOffset)
                {
                    found.Sort(static (a, b) => a.FirstOffset.CompareTo(b.FirstOffset));
                    return found;
                }
            }
        }

        found.Sort(static (a, b) => a.FirstOffset.CompareTo(b.FirstOffset));
        return found;
    }

    /// <summary>What is known of every producer, by id.</summary>
    public List<ProducerDescription> DescribeProducers() =>
        [.. _producers.Entries.OrderBy(entry => entry.ProducerId).Select(entry => entry.Describe())];

    // Everything that the log learns about a batch's producer; the index of aborted transactions goes with the segment
    // that holds the marker. While an index on disk is believed, it has the entry already.
    private void LearnProducer(
        LogSegment segment, in RecordBatchHeader header, ReadOnlySpan<byte> batch, bool indexesAborted)
    {
        var marker = TransactionMarker.TryRead(batch, header, out var found) ? found : (TransactionMarker?)null;
        if (_producers.Apply(header, marker) is { } aborted && indexesAborted)
        {
            segment.TransactionIndex.Append(aborted);
        }
    }

    private void LearnProducer(
        LogSegment segment, in RecordBatchHeader header, long position, bool indexesAborted)
    {
        Span<byte> batch = stackalloc byte[header.IsControl ? TransactionMarker.MaxBatchBytes : 0];
        if (header.IsControl)
        {
            var length = Math.Min(batch.Length, (int)header.TotalSize);
            batch = batch[..segment.File.File.Read(position, batch[..length])];
        }

        LearnProducer(segment, header, batch, indexesAborted);
    }
}
