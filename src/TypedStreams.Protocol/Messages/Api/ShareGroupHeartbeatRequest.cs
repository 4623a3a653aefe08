namespace TypedStreams.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a share group (KIP-932).</summary>
[ApiMessage(ApiKey.ShareGroupHeartbeat, MessageKind.Request, "1", FlexibleVersions = "0+")]
public sealed partial class ShareGroupHeartbeatRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Epoch the member knows; 0 joins, -1 leaves.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Topics the member subscribes to by name; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<string>? SubscribedTopicNames { get; set; }
}
