namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="GetTelemetrySubscriptionsRequest"/>: what to push, and how often.</summary>
[ApiMessage(ApiKey.GetTelemetrySubscriptions, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class GetTelemetrySubscriptionsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The client's id, its own or a new one; all zero on an error.</summary>
    [Field("0+")]
    public Guid ClientInstanceId { get; set; }

    /// <summary>Names what is subscribed to; another number whenever that changes.</summary>
    [Field("0+")]
    public int SubscriptionId { get; set; }

    /// <summary>Compression types that a push may use, the best first.</summary>
    [Field("0+")]
    public List<sbyte> AcceptedCompressionTypes { get; set; } = [];

    /// <summary>Milliseconds between two pushes.</summary>
    [Field("0+")]
    public int PushIntervalMs { get; set; }

    /// <summary>Largest push, in bytes as they are sent.</summary>
    [Field("0+")]
    public int TelemetryMaxBytes { get; set; }

    /// <summary>True when counters are pushed as differences, false when as totals.</summary>
    [Field("0+")]
    public bool DeltaTemporality { get; set; }

    /// <summary>Prefixes of metric names; "*" alone asks for all, an empty list for none.</summary>
    [Field("0+")]
    public List<string> RequestedMetrics { get; set; } = [];
}
