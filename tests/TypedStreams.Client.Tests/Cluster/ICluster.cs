namespace TypedStreams.Client.Tests;

/// <summary>A cluster to test against: ours in the process, or Apache Kafka.</summary>
public interface ICluster : IAsyncLifetime
{
    string BootstrapServers { get; }
}
