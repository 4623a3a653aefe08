namespace TypedStreams.Protocol.Messages;

/// <summary>Hands in the leader's assignment and waits for one's own.</summary>
[ApiMessage(ApiKey.SyncGroup, MessageKind.Request, "0-5", FlexibleVersions = "4+")]
public sealed partial class SyncGroupRequest
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

    /// <summary>Kind of protocol, for example consumer or connect.</summary>
    [Field("5+", NullableVersions = "5+", Ignorable = true)]
    public string? ProtocolType { get; set; }

    /// <summary>The protocol (assignor) the group chose.</summary>
    [Field("5+", NullableVersions = "5+", Ignorable = true)]
    public string? ProtocolName { get; set; }

    /// <summary>What each member gets; only the leader sends it.</summary>
    [Field("0+")]
    public List<SyncGroupRequestAssignment> Assignments { get; set; } = [];

    /// <summary>One entry of <see cref="Assignments"/>.</summary>
    public sealed partial class SyncGroupRequestAssignment
    {
        /// <summary>Id of the member.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>What the member is told to consume; opaque to the broker in classic groups.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
