namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the producers that partitions remember.</summary>
[ApiMessage(ApiKey.DescribeProducers, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeProducersRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TopicRequest> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TopicRequest
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partition indexes, from 0.</summary>
        [Field("0+")]
        public List<int> PartitionIndexes { get; set; } = [];
    }
}
