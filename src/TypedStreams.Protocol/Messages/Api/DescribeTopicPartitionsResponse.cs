namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeTopicPartitionsRequest"/>: one page of partitions.</summary>
[ApiMessage(ApiKey.DescribeTopicPartitions, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeTopicPartitionsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<DescribeTopicPartitionsResponseTopic> Topics { get; set; } = [];

    /// <summary>Where the next request goes on; null when this was the last page.</summary>
    [Field("0+", NullableVersions = "0+")]
    public PageCursor? NextCursor { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class DescribeTopicPartitionsResponseTopic
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Topic name.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("0+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>True for topics that belong to the broker itself, such as __consumer_offsets.</summary>
        [Field("0+", Ignorable = true)]
        public bool IsInternal { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<DescribeTopicPartitionsResponsePartition> Partitions { get; set; } = [];

        /// <summary>
        /// Bit field of the operations the caller may do on the topic; -2147483648 when not asked for.
        /// </summary>
        [Field("0+")]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>One entry of <see cref="DescribeTopicPartitionsResponseTopic.Partitions"/>.</summary>
    public sealed partial class DescribeTopicPartitionsResponsePartition
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Node id of the leader; -1 when there is none.</summary>
        [Field("0+")]
        public int LeaderId { get; set; }

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("0+", Ignorable = true)]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>Replicas, as node ids, the preferred leader first.</summary>
        [Field("0+")]
        public List<int> ReplicaNodes { get; set; } = [];

        /// <summary>In-sync replicas, as node ids.</summary>
        [Field("0+")]
        public List<int> IsrNodes { get; set; } = [];

        /// <summary>
        /// Replicas outside the ISR that have everything up to the high watermark (KIP-966); null when not tracked.
        /// </summary>
        [Field("0+", NullableVersions = "0+")]
        public List<int>? EligibleLeaderReplicas { get; set; }

        /// <summary>
        /// Last known replicas when the ISR and the eligible leaders are empty; null when not tracked.
        /// </summary>
        [Field("0+", NullableVersions = "0+")]
        public List<int>? LastKnownElr { get; set; }

        /// <summary>Replicas that are not alive, as node ids.</summary>
        [Field("0+", Ignorable = true)]
        public List<int> OfflineReplicas { get; set; } = [];
    }

    /// <summary>The value of <see cref="NextCursor"/>.</summary>
    public sealed partial class PageCursor
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }
}
