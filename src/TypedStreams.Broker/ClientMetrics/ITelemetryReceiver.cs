namespace TypedStreams.Broker.ClientMetrics;

/// <summary>Takes the metrics that clients push (KIP-714).</summary>
public interface ITelemetryReceiver
{
    /// <summary>
    /// One accepted push. Called on the loop of the client's connection: it must return soon, and copy what it keeps.
    /// An exception closes that connection.
    /// </summary>
    void Receive(ClientTelemetry telemetry);
}

/// <summary>The metrics of one push.</summary>
/// <param name="ClientInstanceId">The client's id, for as long as it lives.</param>
/// <param name="ClientId">Its name for itself.</param>
/// <param name="IsTerminating">Whether it was its last push.</param>
/// <param name="Metrics">OpenTelemetry's MetricsData, version 1, in Protobuf, unpacked. Valid during the call.</param>
public readonly record struct ClientTelemetry(
    Guid ClientInstanceId, string ClientId, bool IsTerminating, ReadOnlyMemory<byte> Metrics);
