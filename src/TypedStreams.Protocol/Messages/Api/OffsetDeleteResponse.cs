namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="OffsetDeleteRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.OffsetDelete, MessageKind.Response, "0")]
public sealed partial class OffsetDeleteResponse
{
    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetDeleteResponseTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetDeleteResponseTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OffsetDeleteResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetDeleteResponseTopic.Partitions"/>.</summary>
    public sealed partial class OffsetDeleteResponsePartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
