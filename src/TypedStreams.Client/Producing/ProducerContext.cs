namespace TypedStreams.Client;

/// <summary>What every partition of a producer shares.</summary>
internal sealed record ProducerContext(
    KafkaProducerOptions Options, KafkaClientOptions Client, BufferBudget Budget, BuilderPool Builders)
{
    /// <summary>What the producer's transaction allows; null for a producer without transactions.</summary>
    public TransactionState? Transaction { get; } =
        Options.TransactionalId is { } transactionalId ? new TransactionState(transactionalId) : null;

    public TimeProvider Time => Client.Time;
}
