namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="PushTelemetryRequest"/>.</summary>
[ApiMessage(ApiKey.PushTelemetry, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class PushTelemetryResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }
}
