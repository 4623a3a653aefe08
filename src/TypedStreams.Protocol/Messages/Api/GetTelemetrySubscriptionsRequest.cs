namespace TypedStreams.Protocol.Messages;

/// <summary>Asks which of its metrics a client is to push (KIP-714).</summary>
[ApiMessage(ApiKey.GetTelemetrySubscriptions, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class GetTelemetrySubscriptionsRequest
{
    /// <summary>The id that this client was given; all zero when it asks for the first time.</summary>
    [Field("0+")]
    public Guid ClientInstanceId { get; set; }
}
