// The batches of one partition, oldest first: under way, to be repeated, waiting, and the open one that records are
// written into. Owns their order and their sequence numbers; does no I/O. Senders of records and the send loop meet
// under its lock, which is held for one record or one look at the list.
using System.Buffers;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>Collects records of one partition into batches.</summary>
internal sealed partial class PartitionAccumulator(TopicPartition partition, ProducerContext context)
{
    // Record attributes, length, offset and timestamp deltas and the header count, at their longest.
    private const int RecordOverheadBytes = 32;

    private readonly Lock _gate = new();
    private readonly List<ProducerBatch> _batches = [];
    private bool _isListed;

    public TopicPartition Partition { get; } = partition;

    /// <summary>Writes a record into the open batch, or starts the next one when it does not fit.</summary>
    /// <param name="record">What writes the value.</param>
    /// <param name="key">The key's bytes; ignored without one.</param>
    /// <param name="completion">Hears of the outcome; has the record's timestamp.</param>
    /// <param name="headers">The headers; null for none.</param>
    /// <param name="transaction">The transaction that the send belongs to; 0 without transactions.</param>
    /// <param name="isNewBatch">
    /// True when the send loop must look: a batch began, and perhaps another became full.
    /// </param>
    public void Append<TRecord>(
        in TRecord record,
        ReadOnlySpan<byte> key,
        RecordCompletion completion,
        IReadOnlyList<RecordHeader>? headers,
        long transaction,
        out bool isNewBatch)
        where TRecord : IRecordWriter
    {
        lock (_gate)
        {
            // Under the lock that the end of a transaction takes for each partition: what it does not see is refused.
            if (context.Transaction is { } open && !open.Accepts(transaction))
                throw open.Refusal();

            long timestampMs = completion.TimestampMs;
            isNewBatch = _batches is not [.., { State: BatchState.Open }];
            ProducerBatch batch = isNewBatch ? AddBatch(transaction) : _batches[^1];
            try
            {
                if (!TryWrite(batch, record, key, timestampMs, headers))
                {
                    batch.State = BatchState.Ready;
                    isNewBatch = true;
                    batch = AddBatch(transaction);
                    TryWrite(batch, record, key, timestampMs, headers);
                }
            }
            catch
            {
                DropEmpty(batch);
                throw;
            }

            batch.Add(completion);
        }
    }

    /// <summary>
    /// True when a record without a key would start a batch here: time to move on to another partition.
    /// </summary>
    public bool HasNoOpenBatch
    {
        get
        {
            lock (_gate)
                return _batches is not [.., { State: BatchState.Open }];
        }
    }

    /// <summary>Closes the open batch and adds what completes when each batch is done.</summary>
    public void Flush(List<Task> done)
    {
        lock (_gate)
        {
            foreach (ProducerBatch batch in _batches)
            {
                if (batch.State == BatchState.Open)
                    batch.State = BatchState.Ready;

                done.Add(batch.WhenDone());
            }
        }
    }

    /// <summary>The send loop's notes.</summary>
    public SendPlace Place { get; } = new();

    /// <summary>True for the one caller that must put this on the send loop's list.</summary>
    public bool TryList()
    {
        lock (_gate)
        {
            bool mustList = !_isListed && _batches.Count > 0;
            _isListed |= mustList;
            return mustList;
        }
    }

    /// <summary>The send loop took it off its list and looks at it now.</summary>
    public void Unlist()
    {
        lock (_gate)
            _isListed = false;
    }

    private bool TryWrite<TRecord>(
        ProducerBatch batch,
        in TRecord record,
        ReadOnlySpan<byte> key,
        long timestampMs,
        IReadOnlyList<RecordHeader>? headers)
        where TRecord : IRecordWriter
    {
        RecordBatchBuilder builder = batch.Builder;
        int before = builder.Length;
        try
        {
            builder.BeginRecord(timestampMs);
            WriteKeyAndValue(builder, record, key);
            int size = builder.Length - before + AddHeaders(builder, headers);
            if (size > context.Options.MaxRecordBytes)
                throw TooLarge(size);

            if (builder.Count > 0 && before + size + RecordOverheadBytes > context.Options.BatchBytes)
            {
                builder.CancelRecord();
                return false;
            }

            builder.EndRecord();
        }
        catch
        {
            builder.CancelRecord();
            throw;
        }

        int added = builder.Length - before;
        batch.Held += added;
        context.Budget.Take(added);
        return true;
    }

    private static void WriteKeyAndValue<TRecord>(
        RecordBatchBuilder builder, in TRecord record, ReadOnlySpan<byte> key)
        where TRecord : IRecordWriter
    {
        if (record.HasKey)
        {
            builder.BeginKey();
            builder.Write(key);
            builder.EndKey();
        }
        else
        {
            builder.NullKey();
        }

        if (record.HasValue)
        {
            builder.BeginValue();
            record.WriteValue(builder);
            builder.EndValue();
        }
        else
        {
            builder.NullValue();
        }
    }

    // Returns the most bytes that the headers can take: they are added to the batch when the record ends.
    private static int AddHeaders(RecordBatchBuilder builder, IReadOnlyList<RecordHeader>? headers)
    {
        const int MaxUtf8Bytes = 3;
        if (headers is null)
            return 0;

        int size = 0;
        for (int i = 0; i < headers.Count; i++)
        {
            RecordHeader header = headers[i];
            builder.AddHeader(header);
            size += 2 * Varint.MaxSize + header.Key.Length * MaxUtf8Bytes + (header.Value?.Length ?? 0);
        }

        return size;
    }

    private ProducerBatch AddBatch(long transaction)
    {
        var batch = new ProducerBatch(context.Builders.Rent(), context.Time.GetTimestamp(), transaction);
        _batches.Add(batch);
        return batch;
    }

    private void DropEmpty(ProducerBatch batch)
    {
        if (batch.Builder.Count > 0)
            return;

        _batches.Remove(batch);
        context.Builders.Return(batch.Builder);
    }

    private KafkaException TooLarge(int size) => new(
        ErrorCode.MessageTooLarge,
        $"A record of {size} bytes for {Partition} is larger than {nameof(KafkaProducerOptions.MaxRecordBytes)} = "
            + $"{context.Options.MaxRecordBytes}; raise it and the topic's max.message.bytes, or send less");
}
