namespace TypedStreams.Broker.Embedding;

/// <summary>A topic that an <see cref="EmbeddedBroker"/> has when it starts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions, 1 to 10,000. Default 1.</param>
public sealed record EmbeddedTopic(string Name, int Partitions = 1)
{
    /// <summary>Settings that differ from the broker's, by Kafka's names. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = new Dictionary<string, string>();
}
