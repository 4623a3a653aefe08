namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for partitions page by page, with eligible leaders.</summary>
[ApiMessage(ApiKey.DescribeTopicPartitions, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeTopicPartitionsRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TopicRequest> Topics { get; set; } = [];

    /// <summary>Most partitions to return; the broker has a limit of its own (2000).</summary>
    [Field("0+")]
    public int ResponsePartitionLimit { get; set; } = 2000;

    /// <summary>Where to go on; null starts at the first topic.</summary>
    [Field("0+", NullableVersions = "0+")]
    public PageCursor? Cursor { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TopicRequest
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";
    }

    /// <summary>The value of <see cref="Cursor"/>.</summary>
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
