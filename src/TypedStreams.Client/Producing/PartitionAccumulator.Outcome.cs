// What an answer means for a batch: done, repeat, number anew, split, or fail.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

internal sealed partial class PartitionAccumulator
{
    /// <summary>Applies the outcome of a batch in flight. Tells its callers, unless it is to be repeated.</summary>
    public void Settle(ProducerBatch batch, in BatchOutcome outcome)
    {
        KafkaException? error = null;
        lock (_gate)
        {
            switch (outcome.Error)
            {
                case ErrorCode.None or ErrorCode.DuplicateSequenceNumber:
                    _batches.Remove(batch);
                    batch.State = BatchState.Done;
                    break;
                case ErrorCode.MessageTooLarge when batch.Builder.Count > 1:
                    Split(batch);
                    return;
                case ErrorCode.OutOfOrderSequenceNumber when batch.BaseSequence >= 0 && _batches[0] != batch:
                    Repeat(batch, outcome.Error); // an older one failed first; it is repeated before
                    return;
                case ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch
                    when batch.BaseSequence >= 0 && context.Transaction is null && !IsOverdue(batch):
                    _needsNewEpoch = true;
                    Repeat(batch, outcome.Error);
                    return;
                case var code when ErrorTable.IsRetriable(code) && !IsOverdue(batch):
                    Repeat(batch, outcome.Error);
                    return;
                default:
                    Remove(batch);
                    error = Failure(batch, outcome);
                    break;
            }
        }

        Finish(batch, outcome.BaseOffset, outcome.LogAppendTimeMs, error);
    }

    /// <summary>Fails a batch that was taken off the list.</summary>
    public void Fail(ProducerBatch batch, ErrorCode code, string why) => Finish(
        batch, baseOffset: -1, logAppendTimeMs: -1, new KafkaException(code, $"{Describe(batch)} {why}"));

    /// <summary>Takes everything off the list; the producer ends.</summary>
    public void FailAll(ErrorCode code, string why)
    {
        ProducerBatch[] left;
        lock (_gate)
        {
            left = [.. _batches];
            _batches.Clear();
            foreach (ProducerBatch batch in left)
                batch.State = BatchState.Done;
        }

        foreach (ProducerBatch batch in left)
            Fail(batch, code, why);
    }

    /// <summary>
    /// Takes off what is not under way of a transaction that will not commit; the next one may have begun already.
    /// True when there was something.
    /// </summary>
    public bool FailUnsent(long transaction, KafkaException error)
    {
        ProducerBatch[] unsent;
        lock (_gate)
        {
            unsent = [.. _batches.Where(
                batch => batch.State != BatchState.InFlight && batch.Transaction == transaction)];
            foreach (ProducerBatch batch in unsent)
                Remove(batch);
        }

        foreach (ProducerBatch batch in unsent)
            Finish(batch, baseOffset: -1, logAppendTimeMs: -1, error);

        return unsent.Length > 0;
    }

    private void Finish(ProducerBatch batch, long baseOffset, long logAppendTimeMs, KafkaException? error)
    {
        // Before anybody who waits for the batch looks at the transaction.
        if (error is not null)
            context.Transaction?.BatchFailed(batch.Transaction, error, wasNumbered: batch.BaseSequence >= 0);

        long held = batch.Held;
        context.Builders.Return(batch.Builder);
        batch.Complete(Partition.Partition, baseOffset, logAppendTimeMs, error);
        context.Budget.GiveBack(held);
    }

    private bool IsOverdue(ProducerBatch batch) =>
        context.Time.GetElapsedTime(batch.CreatedAt) >= context.Options.DeliveryTimeout;

    private void Repeat(ProducerBatch batch, ErrorCode code)
    {
        batch.Failures++;
        TimeSpan pause = TransactionBackoff.For(context.Client, code, batch.Failures);
        batch.RetryAt = context.Time.GetTimestamp() + Ticks(pause);
        batch.State = BatchState.Retry;
    }

    // The topic takes less than a batch holds: two halves, under the sequence numbers of the whole, go the same way.
    private void Split(ProducerBatch batch)
    {
        RecordBatchHeader.TryRead(batch.Bytes.Span, out RecordBatchHeader header);
        var whole = new RecordBatch(header, batch.Bytes);
        using var scratch = new PooledBuffer();
        int half = batch.Builder.Count / 2;
        ProducerBatch[] parts = [Part(batch), Part(batch)];
        using IEnumerator<RecordCompletion> completions = batch.TakeCompletions().GetEnumerator();
        RecordReader records = whole.ReadRecords(scratch, maxBytes: int.MaxValue);
        while (records.MoveNext())
        {
            ProducerBatch part = parts[records.Index < half ? 0 : 1];
            part.Builder.Append(
                records.TimestampMs,
                records.Key,
                records.IsKeyNull,
                records.Value,
                records.IsValueNull,
                HeadersOf(ref records));
            completions.MoveNext();
            part.Add(completions.Current);
        }

        parts[0].Held = batch.Held / 2;
        parts[1].Held = batch.Held - parts[0].Held;
        if (batch.BaseSequence >= 0)
        {
            parts[0].BaseSequence = batch.BaseSequence;
            parts[1].BaseSequence = RecordBatchHeader.AddSequence(batch.BaseSequence, half);
        }

        int at = _batches.IndexOf(batch);
        _batches[at] = parts[0];
        _batches.Insert(at + 1, parts[1]);
        parts[1].FollowedBy(batch);
        batch.State = BatchState.Done;
        context.Builders.Return(batch.Builder);
    }

    private ProducerBatch Part(ProducerBatch whole) => new(context.Builders.Rent(), whole.CreatedAt, whole.Transaction)
    {
        State = BatchState.Retry,
        Failures = whole.Failures,
    };

    private static RecordHeader[] HeadersOf(ref RecordReader records)
    {
        if (records.HeaderCount == 0)
            return [];

        var headers = new List<RecordHeader>(records.HeaderCount);
        RecordHeaderReader reader = records.Headers;
        while (reader.MoveNext())
            headers.Add(new RecordHeader(reader.Key, reader.ValueMemory));

        return [.. headers];
    }

    private KafkaException Failure(ProducerBatch batch, in BatchOutcome outcome)
    {
        string said = outcome.Message is { } message ? $", the broker says: {message}" : "";
        return new KafkaException(outcome.Error, $"{Describe(batch)} could not be written{said}", outcome.Cause);
    }

    private string Describe(ProducerBatch batch) => $"A batch of {batch.Builder.Count} records for {Partition}";
}
