// Idempotence of one log (KIP-98, KIP-360): which sequence numbers each producer has written, so that a repeated batch
// is answered with its first offsets and a gap is refused. Rebuilt from a snapshot and the log behind it. Owner thread
// only.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class ProducerStates
{
    private readonly Dictionary<long, ProducerEntry> _entries = [];

    public int Count => _entries.Count;

    public Dictionary<long, ProducerEntry>.ValueCollection Entries => _entries.Values;

    /// <summary>
    /// Judges a client's batch before it is appended: None, DuplicateSequenceNumber with the batch as it was first
    /// appended, OutOfOrderSequenceNumber or InvalidProducerEpoch.
    /// </summary>
    public ErrorCode Check(in RecordBatchHeader header, out ProducerBatch duplicate)
    {
        duplicate = default;
        if (!_entries.TryGetValue(header.ProducerId, out var entry))
        {
            // All state may be gone through retention, so a producer that is not known may begin anywhere.
            return ErrorCode.None;
        }

        if (entry.TryFindDuplicate(header, out duplicate))
        {
            return ErrorCode.DuplicateSequenceNumber;
        }

        if (header.ProducerEpoch < entry.Epoch)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        if (header.ProducerEpoch > entry.Epoch)
        {
            return header.BaseSequence == 0 || entry.Epoch < 0 ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
        }

        // After a transaction marker the epoch is known and no batch is: any sequence may follow but a first one.
        var last = entry.Count == 0 ? RecordBatchHeader.NoSequence : entry.Last.LastSequence;
        var expected = last == int.MaxValue ? 0 : last + 1;
        return header.BaseSequence == expected ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Takes over a batch that was appended, or is found in the log.</summary>
    public void Apply(in RecordBatchHeader header)
    {
        if (!header.HasProducerId)
        {
            return;
        }

        if (!_entries.TryGetValue(header.ProducerId, out var entry))
        {
            _entries[header.ProducerId] = entry = new ProducerEntry(header.ProducerId);
        }

        entry.Apply(header);
    }

    public void Restore(ProducerEntry entry) => _entries[entry.ProducerId] = entry;

    /// <summary>Forgets producers that have written nothing for a time and have no open transaction.</summary>
    public int RemoveExpired(long nowMs, long expirationMs)
    {
        var before = _entries.Count;
        foreach (var (producerId, entry) in _entries)
        {
            if (entry.CurrentTransactionFirstOffset < 0 && nowMs - entry.LastTimestamp >= expirationMs)
            {
                _entries.Remove(producerId);
            }
        }

        return before - _entries.Count;
    }

    public void Clear() => _entries.Clear();
}
