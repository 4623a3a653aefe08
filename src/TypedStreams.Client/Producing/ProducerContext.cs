namespace TypedStreams.Client;

/// <summary>What every partition of a producer shares.</summary>
internal sealed record ProducerContext(
    KafkaProducerOptions Options, KafkaClientOptions Client, BufferBudget Budget, BuilderPool Builders)
{
    public TimeProvider Time => Client.Time;
}
