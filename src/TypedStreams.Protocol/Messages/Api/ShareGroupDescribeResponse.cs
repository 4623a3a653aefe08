namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ShareGroupDescribeRequest"/>.</summary>
[ApiMessage(ApiKey.ShareGroupDescribe, MessageKind.Response, "1", FlexibleVersions = "0+")]
public sealed partial class ShareGroupDescribeResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One entry a group.</summary>
    [Field("0+")]
    public List<DescribedGroup> Groups { get; set; } = [];

    /// <summary>One value of the field Groups.</summary>
    public sealed partial class DescribedGroup
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>State of the group; empty when unknown.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>Epoch of the group.</summary>
        [Field("0+")]
        public int GroupEpoch { get; set; }

        /// <summary>Epoch for which the target assignment was made.</summary>
        [Field("0+")]
        public int AssignmentEpoch { get; set; }

        /// <summary>Name of the assignor.</summary>
        [Field("0+")]
        public string AssignorName { get; set; } = "";

        /// <summary>The members of the group.</summary>
        [Field("0+")]
        public List<Member> Members { get; set; } = [];

        /// <summary>Operations the caller may do, one bit each; -2147483648 when not asked for.</summary>
        [Field("0+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>One value of the field Members.</summary>
    public sealed partial class Member
    {
        /// <summary>Id of the member, made by the client.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? RackId { get; set; }

        /// <summary>Epoch of the member.</summary>
        [Field("0+")]
        public int MemberEpoch { get; set; }

        /// <summary>Name that the member's client gives itself.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>Address of the member.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>Topics the member subscribes to by name.</summary>
        [Field("0+")]
        public List<string> SubscribedTopicNames { get; set; } = [];

        /// <summary>What the member reads.</summary>
        [Field("0+")]
        public Assignment Assignment { get; set; } = new();
    }

    /// <summary>One value of the field Assignment.</summary>
    public sealed partial class Assignment
    {
        /// <summary>Partitions, by topic.</summary>
        [Field("0+")]
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    /// <summary>One value of the field TopicPartitions.</summary>
    public sealed partial class TopicPartitions
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
