namespace TypedStreams.Protocol.Messages;

/// <summary>Enters a classic group's next generation; answered when all members have joined.</summary>
[ApiMessage(ApiKey.JoinGroup, MessageKind.Request, "0-9", FlexibleVersions = "6+")]
public sealed partial class JoinGroupRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Milliseconds without a heartbeat after which the member is removed.</summary>
    [Field("0+")]
    public int SessionTimeoutMs { get; set; }

    /// <summary>Milliseconds the member may take to rejoin during a rebalance; -1 when unchanged.</summary>
    [Field("1+", Ignorable = true)]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>
    /// Id the coordinator gave the member; empty on the first join, which MEMBER_ID_REQUIRED answers.
    /// </summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
    [Field("5+", NullableVersions = "5+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>Kind of protocol, for example consumer or connect.</summary>
    [Field("0+")]
    public string ProtocolType { get; set; } = "";

    /// <summary>Protocols the member can do, the liked ones first.</summary>
    [Field("0+")]
    public List<JoinGroupRequestProtocol> Protocols { get; set; } = [];

    /// <summary>Why the member does this; for the broker's log.</summary>
    [Field("8+", NullableVersions = "8+", Ignorable = true)]
    public string? Reason { get; set; }

    /// <summary>One entry of <see cref="Protocols"/>.</summary>
    public sealed partial class JoinGroupRequestProtocol
    {
        /// <summary>Name of the protocol.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Opaque bytes of the protocol, as the member sent them.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
