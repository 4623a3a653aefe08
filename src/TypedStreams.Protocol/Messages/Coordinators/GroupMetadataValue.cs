namespace TypedStreams.Protocol.Messages;

/// <summary>A classic group's generation and members; a missing value deletes it.</summary>
[DataMessage("0-4", FlexibleVersions = "4+", RecordType = 2)]
public sealed partial class GroupMetadataValue
{
    /// <summary>Kind of protocol, for example consumer or connect.</summary>
    [Field("0+")]
    public string ProtocolType { get; set; } = "";

    /// <summary>Generation of the group.</summary>
    [Field("0+")]
    public int Generation { get; set; }

    /// <summary>The assignor the group chose; null while there is none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? Protocol { get; set; } = "";

    /// <summary>Member id of the leader; null while there is none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? Leader { get; set; } = "";

    /// <summary>When the group's state last changed, in milliseconds since 1970; -1 when unknown.</summary>
    [Field("2+", Ignorable = true)]
    public long CurrentStateTimestamp { get; set; } = -1;

    /// <summary>Members of the group.</summary>
    [Field("0+")]
    public List<MemberMetadata> Members { get; set; } = [];

    /// <summary>One entry of <see cref="Members"/>.</summary>
    public sealed partial class MemberMetadata
    {
        /// <summary>Id of the member.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
        [Field("3+", NullableVersions = "3+", Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        /// <summary>Name the client gives itself in request headers; for logs and quotas only.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>Address the member connects from.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>Milliseconds the member may take to rejoin; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public int RebalanceTimeout { get; set; } = -1;

        /// <summary>Milliseconds without a heartbeat after which the member is removed.</summary>
        [Field("0+")]
        public int SessionTimeout { get; set; }

        /// <summary>The member's subscription; opaque.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Subscription { get; set; }

        /// <summary>What the member is told to consume; opaque to the broker in classic groups.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Assignment { get; set; }
    }
}
