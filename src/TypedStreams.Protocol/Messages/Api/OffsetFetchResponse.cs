namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="OffsetFetchRequest"/>: the committed offsets.</summary>
[ApiMessage(ApiKey.OffsetFetch, MessageKind.Response, "1-10", FlexibleVersions = "6+")]
public sealed partial class OffsetFetchResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("3+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0-7")]
    public List<OffsetFetchResponseTopic> Topics { get; set; } = [];

    /// <summary>Outcome; None on success.</summary>
    [Field("2-7", Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The groups.</summary>
    [Field("8+")]
    public List<OffsetFetchResponseGroup> Groups { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetFetchResponseTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-7")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0-7")]
        public List<OffsetFetchResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetFetchResponseTopic.Partitions"/>.</summary>
    public sealed partial class OffsetFetchResponsePartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0-7")]
        public int PartitionIndex { get; set; }

        /// <summary>Offset of the next record to consume; -1 when nothing is committed.</summary>
        [Field("0-7")]
        public long CommittedOffset { get; set; }

        /// <summary>Leader epoch of the last consumed record; -1 when unknown.</summary>
        [Field("5-7", Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>Free text stored with the offset; null when nothing is committed.</summary>
        [Field("0-7", NullableVersions = "0-7")]
        public string? Metadata { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("0-7")]
        public ErrorCode ErrorCode { get; set; }
    }

    /// <summary>One entry of <see cref="Groups"/>.</summary>
    public sealed partial class OffsetFetchResponseGroup
    {
        /// <summary>Id of the group.</summary>
        [Field("8+")]
        public string GroupId { get; set; } = "";

        /// <summary>The topics.</summary>
        [Field("8+")]
        public List<OffsetFetchResponseTopics> Topics { get; set; } = [];

        /// <summary>Outcome; None on success.</summary>
        [Field("8+")]
        public ErrorCode ErrorCode { get; set; }
    }

    /// <summary>One entry of <see cref="OffsetFetchResponseGroup.Topics"/>.</summary>
    public sealed partial class OffsetFetchResponseTopics
    {
        /// <summary>Topic name.</summary>
        [Field("8-9", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("8+")]
        public List<OffsetFetchResponsePartitions> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetFetchResponseTopics.Partitions"/>.</summary>
    public sealed partial class OffsetFetchResponsePartitions
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("8+")]
        public int PartitionIndex { get; set; }

        /// <summary>Offset of the next record to consume; -1 when nothing is committed.</summary>
        [Field("8+")]
        public long CommittedOffset { get; set; }

        /// <summary>Leader epoch of the last consumed record; -1 when unknown.</summary>
        [Field("8+", Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>Free text stored with the offset; null when nothing is committed.</summary>
        [Field("8+", NullableVersions = "8+")]
        public string? Metadata { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("8+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
