// The door to producing: chooses the partition and writes the record into its open batch; the sender does the rest.
// Safe from any thread. In the steady state a send takes one lock and allocates nothing.
using System.Collections.Concurrent;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>
/// Writes records, batched per partition. Any number of threads may send at once; records that one thread sends to one
/// partition, each after the call before returned, are written in that order.
/// </summary>
public sealed partial class KafkaProducer : IAsyncDisposable
{
    [ThreadStatic]
    private static PooledBuffer? _keyScratch;

    private readonly ConcurrentDictionary<string, ProducerTopic> _topics = new(StringComparer.Ordinal);
    private readonly ClusterLink _link;
    private readonly ProducerContext _context;
    private readonly ProducerSender _sender;
    private int _isDisposed;

    internal KafkaProducer(ClusterLink link, KafkaProducerOptions options)
    {
        Validate(options);
        _link = link;
        _context = new ProducerContext(
            options, link.Options, new BufferBudget(options.BufferBytes), new BuilderPool(options.BufferBytes));
        _sender = new ProducerSender(link, _context);
        link.Metadata.Changed += OnMetadataChanged;
    }

    /// <summary>Bytes of records that wait to be acknowledged.</summary>
    public long BufferedBytes => _context.Budget.Used;

    /// <summary>Sends a record of bytes. The memory may be used again once the call has returned its task.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="value">The value; null for a tombstone.</param>
    /// <param name="options">Partition, timestamp, headers.</param>
    /// <param name="ct">
    /// Ends the wait for room or for the topic. A record that is in its batch is sent all the same.
    /// </param>
    /// <returns>
    /// Completes when the record is written as <see cref="KafkaProducerOptions.Acks"/> asks. Await it once.
    /// </returns>
    /// <exception cref="KafkaException">
    /// The record was not written, or it is not known whether it was: see the code. It was retried within
    /// <see cref="KafkaProducerOptions.DeliveryTimeout"/>.
    /// </exception>
    public ValueTask<ProducedRecord> SendAsync(
        string topic,
        ReadOnlyMemory<byte>? key,
        ReadOnlyMemory<byte>? value,
        SendOptions options = default,
        CancellationToken ct = default) =>
        SendAsync(topic, new MemoryRecord(key, value), options, ct);

    /// <summary>Sends a record that writes itself straight into its batch; otherwise as the other SendAsync.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="record">The record; what it throws while it writes reaches the caller.</param>
    /// <param name="options">Partition, timestamp, headers.</param>
    /// <param name="ct">
    /// Ends the wait for room or for the topic. A record that is in its batch is sent all the same.
    /// </param>
    public ValueTask<ProducedRecord> SendAsync<TRecord>(
        string topic, in TRecord record, SendOptions options = default, CancellationToken ct = default)
        where TRecord : IRecordWriter
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        long transaction = _context.Transaction?.Enter() ?? 0;
        return _topics.TryGetValue(topic, out ProducerTopic? known) && known.IsOpen && _context.Budget.HasRoom
            ? Append(known, record, options, transaction, isPosted: false).Task
            : SendSlowAsync(topic, record, options, transaction, ct);
    }

    /// <summary>
    /// Adds a record to the open transaction without a word on the record itself: its outcome is the transaction's.
    /// Otherwise as SendAsync.
    /// </summary>
    /// <returns>Completes when the record is in its batch: at once, or when there is room and the topic.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    /// <exception cref="KafkaException">Abort: the transaction has failed already.</exception>
    public ValueTask PostAsync<TRecord>(
        string topic, in TRecord record, SendOptions options = default, CancellationToken ct = default)
        where TRecord : IRecordWriter
    {
        long transaction = RequireTransactions().Enter();
        if (!_topics.TryGetValue(topic, out ProducerTopic? known) || !known.IsOpen || !_context.Budget.HasRoom)
            return new ValueTask(WaitAndAppendAsync(topic, record, options, transaction, isPosted: true, ct));

        Append(known, record, options, transaction, isPosted: true);
        return default;
    }

    /// <summary>
    /// Sends everything now and waits until each record sent before this call is written or has failed. Failures are
    /// reported by the sends, not here.
    /// </summary>
    public async Task FlushAsync(CancellationToken ct = default)
    {
        var done = new List<Task>();
        foreach (ProducerTopic topic in _topics.Values)
        {
            foreach (PartitionAccumulator partition in topic.Partitions)
            {
                partition.Flush(done);
                _sender.Notice(partition);
            }
        }

        _sender.Wake();
        await Task.WhenAll(done).WaitAsync(ct);
    }

    /// <summary>Flushes, then ends. Records that are still not written after the delivery time-out fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;

        if (_context.Transaction is { } transaction)
            await AbortQuietlyAsync(transaction);
        else
            await FlushAsync();

        _link.Metadata.Changed -= OnMetadataChanged;
        await _sender.DisposeAsync();
        foreach (ProducerTopic topic in _topics.Values)
        {
            foreach (PartitionAccumulator partition in topic.Partitions)
                partition.FailAll(Protocol.ErrorCode.NetworkException, "was not sent: the producer was closed");
        }

        _context.Builders.Dispose();
    }

    private RecordCompletion Append<TRecord>(
        ProducerTopic topic, in TRecord record, in SendOptions options, long transaction, bool isPosted)
        where TRecord : IRecordWriter
    {
        PooledBuffer key = _keyScratch ??= new PooledBuffer();
        key.Clear();
        if (record.HasKey)
            record.WriteKey(key);

        long timestampMs = (options.Timestamp ?? _context.Time.GetUtcNow()).ToUnixTimeMilliseconds();
        PartitionAccumulator partition = topic.Choose(options.Partition, record.HasKey, key.WrittenSpan);
        var completion = RecordCompletion.Rent(timestampMs, isPosted);
        partition.Append(
            record, key.WrittenSpan, completion, options.Headers, transaction, out bool isNewBatch);
        if (isNewBatch)
            _sender.Notice(partition);

        return completion;
    }

    private async ValueTask<ProducedRecord> SendSlowAsync<TRecord>(
        string topic, TRecord record, SendOptions options, long transaction, CancellationToken ct)
        where TRecord : IRecordWriter =>
        await (await WaitAndAppendAsync(topic, record, options, transaction, isPosted: false, ct)).Task;

    // For a topic that is not known yet, or without room. Those who wait pass one at a time, in the order of their
    // calls, and nobody overtakes them: the order of sends is the order in the partition.
    private async Task<RecordCompletion> WaitAndAppendAsync<TRecord>(
        string topic, TRecord record, SendOptions options, long transaction, bool isPosted, CancellationToken ct)
        where TRecord : IRecordWriter
    {
        ProducerTopic known = _topics.GetOrAdd(
            topic, static (name, context) => new ProducerTopic(name, context), _context);
        Task resolved = known.ResolveAsync(_link.Metadata);
        known.BeginWait();
        _context.Transaction?.BeginWait();
        try
        {
            await known.Turn.WaitAsync(ct);
            try
            {
                await resolved.WaitAsync(ct);
                await _context.Budget.WaitAsync(ct);
                ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
                return Append(known, record, options, transaction, isPosted);
            }
            finally
            {
                known.Turn.Release();
            }
        }
        finally
        {
            _context.Transaction?.EndWait();
            known.EndWait();
        }
    }

    private void OnMetadataChanged()
    {
        foreach ((string name, ProducerTopic topic) in _topics)
        {
            if (_link.Metadata.Current.Topics.TryGetValue(name, out Metadata.TopicInfo? info))
                topic.Apply(info);
        }

        _sender.Wake();
    }

    private static void Validate(KafkaProducerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchBytes, 1024, nameof(options.BatchBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRecordBytes, 1, nameof(options.MaxRecordBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BufferBytes, 1, nameof(options.BufferBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInFlight, 1, nameof(options.MaxInFlight));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInFlight, 5, nameof(options.MaxInFlight));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Linger, TimeSpan.Zero, nameof(options.Linger));
        if (options.TransactionalId is not null)
            ValidateTransactions(options);

        if (options.Idempotence && options.Acks != Acks.All)
        {
            throw new ArgumentException(
                $"Idempotence needs Acks = All, not {options.Acks}; switch Idempotence off to accept losses.");
        }
    }
}
