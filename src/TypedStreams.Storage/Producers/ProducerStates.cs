// Idempotence of one log (KIP-98, KIP-360): which sequence numbers each producer has written, so that a repeated batch
// is answered with its first offsets and a gap is refused. Rebuilt from a snapshot and the log behind it. Owner thread
// only.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class ProducerStates
{
    private readonly Dictionary<long, ProducerEntry> _entries = [];
    private readonly Dictionary<long, (short Epoch, long Number)> _verifications = [];
    private long _lastVerification;

    public OpenTransactions Transactions { get; } = new();

    public int Count => _entries.Count;

    public Dictionary<long, ProducerEntry>.ValueCollection Entries => _entries.Values;

    /// <summary>
    /// Judges a client's batch before it is appended: None, DuplicateSequenceNumber with the batch as it was first
    /// appended, OutOfOrderSequenceNumber, InvalidProducerEpoch; or InvalidTxnState when a transactional batch would
    /// open a transaction that nobody verified, or a plain one would fall into an open transaction.
    /// </summary>
    public ErrorCode Check(in RecordBatchHeader header, long verification, out ProducerBatch duplicate)
    {
        var error = CheckSequence(header, out duplicate);
        return error == ErrorCode.None ? CheckTransaction(header, verification) : error;
    }

    private ErrorCode CheckSequence(in RecordBatchHeader header, out ProducerBatch duplicate)
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

        // A marker that raised the epoch leaves no batch behind: the next one is the first of its epoch.
        var last = entry.Count == 0 ? RecordBatchHeader.NoSequence : entry.Last.LastSequence;
        var expected = last == int.MaxValue ? 0 : last + 1;
        return header.BaseSequence == expected ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>
    /// Takes over a batch that was appended, or is found in the log. Returns the transaction that it aborted.
    /// </summary>
    public AbortedTransaction? Apply(in RecordBatchHeader header, TransactionMarker? marker = null)
    {
        if (!header.HasProducerId || (header.IsControl && marker is null))
        {
            return null;
        }

        if (!_entries.TryGetValue(header.ProducerId, out var entry))
        {
            _entries[header.ProducerId] = entry = new ProducerEntry(header.ProducerId);
        }

        if (marker is { } end)
        {
            return End(entry, header, end);
        }

        var wasOpen = entry.CurrentTransactionFirstOffset >= 0;
        entry.Apply(header);
        if (!wasOpen && entry.CurrentTransactionFirstOffset >= 0)
        {
            Transactions.Begin(entry.CurrentTransactionFirstOffset);
            _verifications.Remove(header.ProducerId);
        }

        return null;
    }

    /// <summary>Whether the end of a transaction may be appended.</summary>
    public ErrorCode CheckMarker(in TransactionMarker marker, bool isVersion2)
    {
        if (!_entries.TryGetValue(marker.ProducerId, out var entry))
        {
            return ErrorCode.None;
        }

        if (marker.CoordinatorEpoch < entry.CoordinatorEpoch)
        {
            return ErrorCode.TransactionCoordinatorFenced;
        }

        var isOfOpenEpoch = marker.ProducerEpoch == entry.Epoch && entry.CurrentTransactionFirstOffset >= 0;
        return marker.ProducerEpoch < entry.Epoch || (isVersion2 && isOfOpenEpoch)
            ? ErrorCode.InvalidProducerEpoch
            : ErrorCode.None;
    }

    /// <summary>
    /// 0 when the producer's transaction is open here, else a number that holds until its transaction ends.
    /// </summary>
    public long BeginVerification(long producerId, short epoch)
    {
        if (IsOpen(producerId, epoch))
        {
            return 0;
        }

        if (!_verifications.TryGetValue(producerId, out var verification) || verification.Epoch < epoch)
        {
            _verifications[producerId] = verification = (epoch, ++_lastVerification);
        }

        return verification.Number;
    }

    /// <summary>The producer's number holds no longer, whatever its epoch.</summary>
    public void EndVerification(long producerId) => _verifications.Remove(producerId);

    public void Restore(ProducerEntry entry)
    {
        _entries[entry.ProducerId] = entry;
        if (entry.CurrentTransactionFirstOffset >= 0)
        {
            Transactions.Begin(entry.CurrentTransactionFirstOffset);
        }
    }

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

    public void Clear()
    {
        _entries.Clear();
        Transactions.Clear();
        _verifications.Clear();
    }

    private bool IsOpen(long producerId, short epoch) =>
        _entries.TryGetValue(producerId, out var entry)
        && entry.CurrentTransactionFirstOffset >= 0 && entry.Epoch == epoch;

    private ErrorCode CheckTransaction(in RecordBatchHeader header, long verification)
    {
        if (!header.IsTransactional)
        {
            return _entries.TryGetValue(header.ProducerId, out var entry) && entry.CurrentTransactionFirstOffset >= 0
                ? ErrorCode.InvalidTxnState
                : ErrorCode.None;
        }

        var isVerified = _verifications.TryGetValue(header.ProducerId, out var known) && known.Number == verification
            && known.Epoch == header.ProducerEpoch;
        return isVerified || IsOpen(header.ProducerId, header.ProducerEpoch)
            ? ErrorCode.None
            : ErrorCode.InvalidTxnState;
    }

    private AbortedTransaction? End(ProducerEntry entry, in RecordBatchHeader header, in TransactionMarker marker)
    {
        var first = entry.CurrentTransactionFirstOffset;
        entry.ApplyMarker(header, marker.CoordinatorEpoch);

        // A number of the marker's own epoch may be of the transaction that follows, when the end raised the epoch.
        if (_verifications.TryGetValue(entry.ProducerId, out var verification)
            && verification.Epoch < header.ProducerEpoch)
        {
            _verifications.Remove(entry.ProducerId);
        }

        if (first < 0)
        {
            return null;
        }

        Transactions.End(first, header.LastOffset);
        return marker.IsCommit
            ? null
            : new AbortedTransaction(
                entry.ProducerId,
                first,
                header.LastOffset,
                Transactions.OldestOpen ?? (header.LastOffset + 1));
    }
}
