namespace TypedStreams.Protocol.Messages;

/// <summary>Tells the coordinator of a classic group that the member lives.</summary>
[ApiMessage(ApiKey.Heartbeat, MessageKind.Request, "0-4", FlexibleVersions = "4+")]
public sealed partial class HeartbeatRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Generation of the classic group; -1 outside a group.</summary>
    [Field("0+")]
    public int GenerationId { get; set; }

    /// <summary>Id of the member.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
    [Field("3+", NullableVersions = "3+")]
    public string? GroupInstanceId { get; set; }
}
