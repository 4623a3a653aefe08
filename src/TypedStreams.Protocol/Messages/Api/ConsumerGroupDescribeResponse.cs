namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ConsumerGroupDescribeRequest"/>: the groups.</summary>
[ApiMessage(ApiKey.ConsumerGroupDescribe, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class ConsumerGroupDescribeResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
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
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>State of the group, for example Stable, Empty, PreparingRebalance or Dead.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>Epoch of the group; grows with every change of members or subscriptions.</summary>
        [Field("0+")]
        public int GroupEpoch { get; set; }

        /// <summary>Epoch of the group's current target assignment.</summary>
        [Field("0+")]
        public int AssignmentEpoch { get; set; }

        /// <summary>The assignor that computed the target assignment.</summary>
        [Field("0+")]
        public string AssignorName { get; set; } = "";

        /// <summary>Members of the group.</summary>
        [Field("0+")]
        public List<Member> Members { get; set; } = [];

        /// <summary>Bit field of the operations the caller may do; -2147483648 when not asked for.</summary>
        [Field("0+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>One entry of <see cref="DescribedGroup.Members"/>.</summary>
    public sealed partial class Member
    {
        /// <summary>Id of the member.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name; null for a dynamic member.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? InstanceId { get; set; }

        /// <summary>Rack of the reader; empty or null when it has none.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? RackId { get; set; }

        /// <summary>Epoch of the member.</summary>
        [Field("0+")]
        public int MemberEpoch { get; set; }

        /// <summary>Name the client gives itself in request headers; for logs and quotas only.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>Address the member connects from.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>Topics the member subscribes to by name; null when unchanged.</summary>
        [Field("0+")]
        public List<string> SubscribedTopicNames { get; set; } = [];

        /// <summary>
        /// RE2J expression of the topics the member subscribes to; null when unchanged, empty for none.
        /// </summary>
        [Field("0+", NullableVersions = "0+")]
        public string? SubscribedTopicRegex { get; set; }

        /// <summary>What the member owns.</summary>
        [Field("0+")]
        public Assignment Assignment { get; set; } = new();

        /// <summary>What the member shall own once the rebalance is done.</summary>
        [Field("0+")]
        public Assignment TargetAssignment { get; set; } = new();

        /// <summary>0 classic, 1 consumer; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public sbyte MemberType { get; set; } = -1;
    }

    /// <summary>The value of <see cref="Member.Assignment"/>.</summary>
    public sealed partial class Assignment
    {
        /// <summary>Partitions, by topic.</summary>
        [Field("0+")]
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="Assignment.TopicPartitions"/>.</summary>
    public sealed partial class TopicPartitions
    {
        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
