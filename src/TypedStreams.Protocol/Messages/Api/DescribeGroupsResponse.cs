namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeGroupsRequest"/>: the groups.</summary>
[ApiMessage(ApiKey.DescribeGroups, MessageKind.Response, "0-6", FlexibleVersions = "5+")]
public sealed partial class DescribeGroupsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The groups.</summary>
    [Field("0+")]
    public List<DescribedGroup> Groups { get; set; } = [];

    /// <summary>One entry of <see cref="Groups"/>.</summary>
    public sealed partial class DescribedGroup
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("6+", NullableVersions = "6+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>State of the group, for example Stable, Empty, PreparingRebalance or Dead.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>Kind of protocol, for example consumer or connect.</summary>
        [Field("0+")]
        public string ProtocolType { get; set; } = "";

        /// <summary>The protocol the group chose.</summary>
        [Field("0+")]
        public string ProtocolData { get; set; } = "";

        /// <summary>Members of the group.</summary>
        [Field("0+")]
        public List<DescribedGroupMember> Members { get; set; } = [];

        /// <summary>Bit field of the operations the caller may do; -2147483648 when not asked for.</summary>
        [Field("3+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>One entry of <see cref="DescribedGroup.Members"/>.</summary>
    public sealed partial class DescribedGroupMember
    {
        /// <summary>Id of the member.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
        [Field("4+", NullableVersions = "4+", Ignorable = true)]
        public string? GroupInstanceId { get; set; }

        /// <summary>Name the client gives itself in request headers; for logs and quotas only.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>Address the member connects from.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>The member's metadata for the chosen protocol; opaque.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> MemberMetadata { get; set; }

        /// <summary>The member's assignment as the leader sent it; opaque.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> MemberAssignment { get; set; }
    }
}
