// One idempotent producer's state in one log: its epoch and its last five batches, oldest first. Owner thread only.
using System.Runtime.CompilerServices;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class ProducerEntry(long producerId)
{
    /// <summary>
    /// Kafka's limit of requests in flight for an idempotent producer; older batches are not recognised.
    /// </summary>
    public const int RememberedBatches = 5;

    private Batches _batches;
    private int _count;

    public long ProducerId => producerId;

    public short Epoch { get; private set; } = RecordBatchHeader.NoProducerEpoch;

    public int CoordinatorEpoch { get; private set; } = -1;

    /// <summary>First offset of the open transaction, -1 when none is open.</summary>
    public long CurrentTransactionFirstOffset { get; private set; } = -1;

    public long LastTimestamp { get; private set; } = RecordBatchHeader.NoTimestamp;

    public int Count => _count;

    public ProducerBatch Last => _batches[_count - 1];

    public ProducerBatch this[int index] => _batches[index];

    public bool TryFindDuplicate(in RecordBatchHeader header, out ProducerBatch duplicate)
    {
        if (header.ProducerEpoch == Epoch)
        {
            for (var i = 0; i < _count; i++)
            {
                if (_batches[i].LastSequence == header.LastSequence && _batches[i].FirstSequence == header.BaseSequence)
                {
                    duplicate = _batches[i];
                    return true;
                }
            }
        }

        duplicate = default;
        return false;
    }

    public ProducerDescription Describe() => new(
        ProducerId,
        Epoch,
        _count == 0 ? RecordBatchHeader.NoSequence : Last.LastSequence,
        LastTimestamp,
        CoordinatorEpoch,
        CurrentTransactionFirstOffset);

    /// <summary>Takes over the end of the transaction.</summary>
    public void ApplyMarker(in RecordBatchHeader header, int coordinatorEpoch)
    {
        Raise(header.ProducerEpoch);
        LastTimestamp = header.MaxTimestamp;
        CoordinatorEpoch = coordinatorEpoch;
        CurrentTransactionFirstOffset = -1;
    }

    /// <summary>Takes over a batch of records. A coordinator's batch has no sequence, and is not remembered.</summary>
    public void Apply(in RecordBatchHeader header)
    {
        Raise(header.ProducerEpoch);
        LastTimestamp = header.MaxTimestamp;
        if (header.BaseSequence >= 0)
        {
            Add(ProducerBatch.Of(header));
        }

        if (header.IsTransactional && CurrentTransactionFirstOffset < 0)
        {
            CurrentTransactionFirstOffset = header.BaseOffset;
        }
    }

    public void Restore(
        short epoch, int coordinatorEpoch, long transactionFirstOffset, long timestamp, ProducerBatch last)
    {
        Epoch = epoch;
        CoordinatorEpoch = coordinatorEpoch;
        CurrentTransactionFirstOffset = transactionFirstOffset;
        LastTimestamp = timestamp;
        if (last.LastOffset >= 0)
        {
            Add(last);
        }
    }

    private void Raise(short epoch)
    {
        if (epoch != Epoch)
        {
            Epoch = epoch;
            _count = 0;
        }
    }

    private void Add(ProducerBatch batch)
    {
        if (_count == RememberedBatches)
        {
            Span<ProducerBatch> all = _batches;
            all[1..].CopyTo(all);
            _count--;
        }

        _batches[_count++] = batch;
    }

    [InlineArray(RememberedBatches)]
    private struct Batches
    {
        private ProducerBatch _first;
    }
}
