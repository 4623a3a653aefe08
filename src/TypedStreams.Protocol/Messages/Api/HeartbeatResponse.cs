namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="HeartbeatRequest"/>: whether the member must rejoin.</summary>
[ApiMessage(ApiKey.Heartbeat, MessageKind.Response, "0-4", FlexibleVersions = "4+")]
public sealed partial class HeartbeatResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>
    /// Outcome; None on success. REBALANCE_IN_PROGRESS: join again; ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID: partitions
    /// are lost, join anew; NOT_COORDINATOR: find the coordinator; FENCED_INSTANCE_ID: fatal.
    /// </summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }
}
