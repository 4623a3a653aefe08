// The inputs of a partition that are not done with: of an open transaction, kept until it commits, so that an abort can
// hand them out again without fetching; and those that are handled side by side, read ahead and peeked at once more in
// their order. Owns the batches. One task uses it.

using TypedStreams.Client;

namespace TypedStreams.Pipelines;

internal sealed class PipelineInputs : IDisposable
{
    private readonly List<ConsumedBatch> _batches = [];
    private int _batch;
    private int _record;
    private int _aheadBatch;
    private int _aheadRecord;

    /// <summary>The offset to commit: everything before it is handled; -1 before the first record.</summary>
    internal long Position { get; private set; } = -1;

    /// <summary>The offset that was committed last; -1 when nothing was.</summary>
    internal long Committed { get; private set; } = -1;

    /// <summary>True when a batch is handled to its end and still held.</summary>
    internal bool HasDoneBatch => _batch > 0;

    internal void Add(ConsumedBatch batch) => _batches.Add(batch);

    /// <summary>The next record to handle; false when more must be added first.</summary>
    internal bool TryPeek(out ConsumedRecord record)
    {
        while (_batch < _batches.Count)
        {
            var batch = _batches[_batch];
            if (_record < batch.Count)
            {
                record = batch[_record];
                return true;
            }

            // Beyond the last record where compaction or transactions left gaps.
            Position = Math.Max(Position, batch.NextOffset);
            _batch++;
            _record = 0;
        }

        record = default;
        return false;
    }

    /// <summary>
    /// The next record that was not read ahead, which stays to be peeked at when its turn comes; false when more must
    /// be added first.
    /// </summary>
    internal bool TryPeekAhead(out ConsumedRecord record)
    {
        for (; _aheadBatch < _batches.Count; _aheadBatch++, _aheadRecord = 0)
        {
            if (_aheadRecord < _batches[_aheadBatch].Count)
            {
                record = _batches[_aheadBatch][_aheadRecord];
                return true;
            }
        }

        record = default;
        return false;
    }

    /// <summary>The record that was peeked at ahead is read.</summary>
    internal void AdvanceAhead() => _aheadRecord++;

    /// <summary>What was read ahead and is not handled is to be read ahead again.</summary>
    internal void RewindAhead() => (_aheadBatch, _aheadRecord) = (_batch, _record);

    /// <summary>The record that was peeked at is handled.</summary>
    internal void Advance(long offset)
    {
        _record++;
        Position = offset + 1;
    }

    /// <summary>Everything handled so far is committed, and will not be handed out again.</summary>
    internal void Commit()
    {
        Committed = Position;
        foreach (var done in _batches.Take(_batch))
        {
            done.Dispose();
        }

        _batches.RemoveRange(0, _batch);
        if (_aheadBatch < _batch)
        {
            // Read ahead to the end of a batch that is gone: what comes next starts at its own first record.
            (_aheadBatch, _aheadRecord) = (_batch, 0);
        }

        _aheadBatch -= _batch;
        _batch = 0;
    }

    /// <summary>Back to the first record that is not committed.</summary>
    internal void Rewind()
    {
        Position = Committed;
        _batch = 0;
        _record = 0;
        while (_batches.Count > 0 && _record < _batches[0].Count && _batches[0][_record].Offset < Committed)
        {
            _record++;
        }

        _aheadBatch = 0;
        _aheadRecord = _record;
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Dispose();
        }

        _batches.Clear();
    }
}
