using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>How a producer batches and retries.</summary>
public sealed record KafkaProducerOptions
{
    /// <summary>How batches are compressed. Default none (Kafka <c>compression.type</c>).</summary>
    public CompressionType Compression { get; init; } = CompressionType.None;

    /// <summary>
    /// How long a batch waits for more records. Default 5 ms (Kafka 4 <c>linger.ms</c>); zero sends at once.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Bytes at which a batch is full, before compression. A larger record travels in a batch of its own.
    /// Default 1,048,576, the largest that a default topic takes (<c>max.message.bytes</c>); 1,024 or more.
    /// </summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Largest record that is sent, in bytes before compression; a larger one fails at once with
    /// <see cref="Protocol.ErrorCode.MessageTooLarge"/>. Default 1,048,576 (Kafka <c>max.request.size</c>).
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Requests under way to one broker. Default 5, the most that idempotence keeps in order (KAFKA-5494); 1 to 5.
    /// </summary>
    public int MaxInFlight { get; init; } = 5;

    /// <summary>
    /// From SendAsync to the final word on the record, retries included. Default 2 min (Kafka
    /// <c>delivery.timeout.ms</c>).
    /// </summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Bytes of records that may wait to be acknowledged; SendAsync waits beyond that. Default 33,554,432 (Kafka
    /// <c>buffer.memory</c>).
    /// </summary>
    public long BufferBytes { get; init; } = 32 << 20;

    /// <summary>Who must have a batch before it counts as written. Default all in-sync replicas.</summary>
    public Acks Acks { get; init; } = Acks.All;

    /// <summary>
    /// Names this producer for transactions, across restarts: whoever takes the name over fences whoever had it. Use
    /// a stable name, and one producer at a time. Default null: no transactions. Needs <see cref="Idempotence"/>.
    /// </summary>
    public string? TransactionalId { get; init; }

    /// <summary>
    /// How long a transaction may stay open before its coordinator aborts it. Default 1 min (Kafka
    /// <c>transaction.timeout.ms</c>); up to the broker's <c>transaction.max.timeout.ms</c>, 15 min.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a call that begins, feeds or ends transactions repeats its requests while the coordinator is away or
    /// still completes the transaction before. Default 1 min (Kafka <c>max.block.ms</c>); more than zero.
    /// </summary>
    public TimeSpan MaxBlock { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// True (the default): retries never write a record twice or out of order. Needs <see cref="Acks.All"/>.
    /// </summary>
    public bool Idempotence { get; init; } = true;
}
