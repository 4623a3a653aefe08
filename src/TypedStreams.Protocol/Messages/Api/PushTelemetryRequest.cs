namespace TypedStreams.Protocol.Messages;

/// <summary>Brings a client's metrics (KIP-714).</summary>
[ApiMessage(ApiKey.PushTelemetry, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class PushTelemetryRequest
{
    /// <summary>The client's id.</summary>
    [Field("0+")]
    public Guid ClientInstanceId { get; set; }

    /// <summary>The subscription that the metrics are for.</summary>
    [Field("0+")]
    public int SubscriptionId { get; set; }

    /// <summary>True when the client ends and pushes for the last time.</summary>
    [Field("0+")]
    public bool Terminating { get; set; }

    /// <summary>How the metrics are compressed, by the codes of record batches.</summary>
    [Field("0+")]
    public sbyte CompressionType { get; set; }

    /// <summary>OpenTelemetry's MetricsData, version 1, in Protobuf.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> Metrics { get; set; }
}
