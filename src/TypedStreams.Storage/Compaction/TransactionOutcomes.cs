// Which transactional batches were aborted, found out from the markers themselves: everything that is compacted lies
// below the last stable offset, so every transaction in it has ended. Owned by one compaction run; fed in log order.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class TransactionOutcomes
{
    private readonly Dictionary<long, long> _begun = [];
    private readonly Dictionary<long, List<(long First, long Marker)>> _aborted = [];

    /// <summary>Notes a batch of data.</summary>
    public void NoteData(in RecordBatchHeader header)
    {
        if (header.IsTransactional)
        {
            _begun.TryAdd(header.ProducerId, header.BaseOffset);
        }
    }

    /// <summary>Notes the marker that ended a transaction.</summary>
    public void NoteMarker(in RecordBatchHeader header, bool isAbort)
    {
        if (!_begun.Remove(header.ProducerId, out var first) || !isAbort)
        {
            return;
        }

        if (!_aborted.TryGetValue(header.ProducerId, out var ranges))
        {
            _aborted[header.ProducerId] = ranges = [];
        }

        ranges.Add((first, header.BaseOffset));
    }

    /// <summary>
    /// Where the oldest transaction begins whose end was not met; the largest offset when all have ended.
    /// </summary>
    public long FirstUndecided => _begun.Count == 0 ? long.MaxValue : _begun.Values.Min();

    /// <summary>Whether a batch belongs to an aborted transaction.</summary>
    public bool IsAborted(in RecordBatchHeader header)
    {
        if (!header.IsTransactional || !_aborted.TryGetValue(header.ProducerId, out var ranges))
        {
            return false;
        }

        int low = -1, high = ranges.Count;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (ranges[middle].First <= header.BaseOffset)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low >= 0 && header.BaseOffset < ranges[low].Marker;
    }
}
