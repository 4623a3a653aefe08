namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeShareGroupOffsetsRequest"/>.</summary>
[ApiMessage(ApiKey.DescribeShareGroupOffsets, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class DescribeShareGroupOffsetsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One entry a group.</summary>
    [Field("0+")]
    public List<DescribeShareGroupOffsetsResponseGroup> Groups { get; set; } = [];

    /// <summary>One value of the field Groups.</summary>
    public sealed partial class DescribeShareGroupOffsetsResponseGroup
    {
        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>One entry a topic.</summary>
        [Field("0+")]
        public List<DescribeShareGroupOffsetsResponseTopic> Topics { get; set; } = [];

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }
    }

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class DescribeShareGroupOffsetsResponseTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<DescribeShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class DescribeShareGroupOffsetsResponsePartition
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>First offset that the group is not done with; -1 when unknown.</summary>
        [Field("0+")]
        public long StartOffset { get; set; }

        /// <summary>Leader epoch of the partition.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; }

        /// <summary>Records that the group is not done with; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public long Lag { get; set; } = -1;

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }
    }
}
