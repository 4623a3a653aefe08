namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="JoinGroupRequest"/>: the generation, and for the leader all members.</summary>
[ApiMessage(ApiKey.JoinGroup, MessageKind.Response, "0-9", FlexibleVersions = "6+")]
public sealed partial class JoinGroupResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("2+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>
    /// Outcome; None on success. MEMBER_ID_REQUIRED: join again with the given id; UNKNOWN_MEMBER_ID: join with an
    /// empty id; NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE: find the coordinator; COORDINATOR_LOAD_IN_PROGRESS: retry;
    /// FENCED_INSTANCE_ID, INCONSISTENT_GROUP_PROTOCOL: fatal.
    /// </summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Generation of the classic group; -1 outside a group.</summary>
    [Field("0+")]
    public int GenerationId { get; set; } = -1;

    /// <summary>Kind of protocol, for example consumer or connect.</summary>
    [Field("7+", NullableVersions = "7+", Ignorable = true)]
    public string? ProtocolType { get; set; }

    /// <summary>The protocol (assignor) the group chose.</summary>
    [Field("0+", NullableVersions = "7+")]
    public string? ProtocolName { get; set; } = "";

    /// <summary>Member id of the leader, who computes the assignment.</summary>
    [Field("0+")]
    public string Leader { get; set; } = "";

    /// <summary>True when the leader need not compute an assignment (KIP-814).</summary>
    [Field("9+")]
    public bool SkipAssignment { get; set; }

    /// <summary>Id of the member.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Every member with its metadata; only the leader gets it.</summary>
    [Field("0+")]
    public List<JoinGroupResponseMember> Members { get; set; } = [];

    /// <summary>One entry of <see cref="Members"/>.</summary>
    public sealed partial class JoinGroupResponseMember
    {
        /// <summary>Id of the member.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
        [Field("5+", NullableVersions = "5+", Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        /// <summary>Opaque bytes of the protocol, as the member sent them.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
