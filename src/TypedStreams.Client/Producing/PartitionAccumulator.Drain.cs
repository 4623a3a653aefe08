// What the send loop takes from a partition, in which order, under which sequence numbers.
//
// Order: a batch that must be repeated goes alone and before anything newer; the others follow one another without
// waiting (KAFKA-5494). Sequence numbers are given at the first send and stay through repeats, so the broker recognizes
// a batch it already has. After a loss the epoch is raised and what is left is numbered anew from 0 (KIP-360); that
// waits until nothing of the old epoch is under way.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

internal sealed partial class PartitionAccumulator
{
    private ProducerIdentity _identity = ProducerIdentity.None;
    private int _nextSequence;
    private bool _needsNewEpoch;

    /// <summary>The identity that must be replaced before this partition can go on; null when none must.</summary>
    public ProducerIdentity? Outdated
    {
        get
        {
            lock (_gate)
                return _needsNewEpoch ? _identity : null;
        }
    }

    /// <summary>
    /// When the next batch may be taken: a timestamp of the time provider, <see cref="long.MaxValue"/> when more than
    /// time has to pass first.
    /// </summary>
    /// <param name="current">The producer's identity.</param>
    /// <param name="isOutdated">Whether it must be replaced before this partition can go on.</param>
    public long NextDue(ProducerIdentity current, out bool isOutdated)
    {
        lock (_gate)
        {
            isOutdated = _needsNewEpoch && _identity == current;
            if (_needsNewEpoch && HasBatchInFlight)
                return long.MaxValue;

            FindNext(out long due);
            return due;
        }
    }

    /// <summary>Takes the next batch to send, now in flight; null when none may go.</summary>
    /// <param name="now">The time provider's timestamp.</param>
    /// <param name="current">The producer's identity; none without idempotence.</param>
    public ProducerBatch? TryTake(long now, ProducerIdentity current)
    {
        lock (_gate)
        {
            if (_needsNewEpoch && !TryRenumber(current))
                return null;

            if (FindNext(out long due) is not { } batch || due > now)
                return null;

            if (!current.IsNone && batch.BaseSequence == RecordBatchHeader.NoSequence)
                Number(batch, current);

            batch.State = BatchState.InFlight;
            return batch;
        }
    }

    /// <summary>Writes the bytes of a batch that was taken, the first time or after it was numbered anew.</summary>
    public void Build(ProducerBatch batch)
    {
        if (!batch.Bytes.IsEmpty)
            return;

        batch.Bytes = batch.Builder.Build(new RecordBatchOptions
        {
            Compression = context.Options.Compression,
            ProducerId = batch.BaseSequence < 0 ? RecordBatchHeader.NoProducerId : _identity.Id,
            ProducerEpoch = batch.BaseSequence < 0 ? RecordBatchHeader.NoProducerEpoch : _identity.Epoch,
            BaseSequence = batch.BaseSequence,
            IsTransactional = context.Transaction is not null,
        });
    }

    /// <summary>Takes what waited too long off the list; the caller completes them with the error.</summary>
    /// <param name="now">The time provider's timestamp.</param>
    /// <param name="nextAt">Lowered to when the next batch will have waited too long.</param>
    /// <param name="expired">What was taken off is added to it.</param>
    public void Expire(long now, ref long nextAt, List<(PartitionAccumulator, ProducerBatch)> expired)
    {
        lock (_gate)
        {
            for (int i = _batches.Count - 1; i >= 0; i--)
            {
                ProducerBatch batch = _batches[i];
                long deadline = batch.CreatedAt + Ticks(context.Options.DeliveryTimeout);
                if (deadline > now)
                {
                    nextAt = Math.Min(nextAt, deadline);
                }
                else if (batch.State != BatchState.InFlight)
                {
                    Remove(batch);
                    expired.Add((this, batch));
                }
            }
        }
    }

    private bool HasBatchInFlight => _batches.Exists(static batch => batch.State == BatchState.InFlight);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * context.Time.TimestampFrequency);

    private ProducerBatch? FindNext(out long due)
    {
        for (int i = 0; i < _batches.Count; i++)
        {
            ProducerBatch batch = _batches[i];
            if (batch.State == BatchState.InFlight)
                continue;

            if (batch.State == BatchState.Retry && i > 0)
                break;

            due = batch.State switch
            {
                BatchState.Open => batch.CreatedAt + Ticks(context.Options.Linger),
                BatchState.Retry => batch.RetryAt,
                _ => long.MinValue,
            };
            return batch;
        }

        due = long.MaxValue;
        return null;
    }

    private void Number(ProducerBatch batch, ProducerIdentity current)
    {
        // A newer epoch, raised for another partition, is taken up once nothing of the older one is open here.
        if (_identity != current && _batches.TrueForAll(other => other.BaseSequence < 0))
        {
            _identity = current;
            _nextSequence = 0;
        }

        batch.BaseSequence = _nextSequence;
        _nextSequence = RecordBatchHeader.AddSequence(_nextSequence, batch.Builder.Count);
    }

    private bool TryRenumber(ProducerIdentity current)
    {
        if (current == _identity || HasBatchInFlight)
            return false;

        _identity = current;
        _nextSequence = 0;
        _needsNewEpoch = false;
        foreach (ProducerBatch batch in _batches)
        {
            if (batch.BaseSequence < 0)
                continue;

            batch.BaseSequence = _nextSequence;
            batch.Bytes = default;
            _nextSequence = RecordBatchHeader.AddSequence(_nextSequence, batch.Builder.Count);
        }

        return true;
    }

    private void Remove(ProducerBatch batch)
    {
        _batches.Remove(batch);
        batch.State = BatchState.Done;

        // Its numbers will never be seen by the broker, so what follows would be refused as out of order.
        _needsNewEpoch |= batch.BaseSequence >= 0;
    }
}
