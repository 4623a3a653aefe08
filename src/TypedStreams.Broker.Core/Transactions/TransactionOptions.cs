namespace TypedStreams.Broker.Core.Transactions;

/// <summary>The limits of the transaction coordinator, under Kafka's broker configuration names.</summary>
public sealed record TransactionOptions
{
    /// <summary>
    /// Longest timeout a producer may ask for, in milliseconds. Default 900,000 (Kafka
    /// <c>transaction.max.timeout.ms</c>). A longer wish is refused with INVALID_TRANSACTION_TIMEOUT.
    /// </summary>
    public int MaxTimeoutMs { get; init; } = 900_000;

    /// <summary>
    /// How long a transactional id without an open transaction is remembered, in milliseconds. Default 604,800,000
    /// (Kafka <c>transactional.id.expiration.ms</c>).
    /// </summary>
    public long IdExpirationMs { get; init; } = 604_800_000;

    /// <summary>
    /// How often forgotten ids are looked for, in milliseconds. Default 3,600,000 (Kafka
    /// <c>transaction.remove.expired.transaction.cleanup.interval.ms</c>).
    /// </summary>
    public long ExpirationCheckIntervalMs { get; init; } = 3_600_000;
}
