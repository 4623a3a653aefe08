namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="SyncGroupRequest"/>: the member's assignment.</summary>
[ApiMessage(ApiKey.SyncGroup, MessageKind.Response, "0-5", FlexibleVersions = "4+")]
public sealed partial class SyncGroupResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Kind of protocol, for example consumer or connect.</summary>
    [Field("5+", NullableVersions = "5+", Ignorable = true)]
    public string? ProtocolType { get; set; }

    /// <summary>The protocol (assignor) the group chose.</summary>
    [Field("5+", NullableVersions = "5+", Ignorable = true)]
    public string? ProtocolName { get; set; }

    /// <summary>What the member is told to consume; opaque to the broker in classic groups.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> Assignment { get; set; }
}
