namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the state of the metadata quorum.</summary>
[ApiMessage(ApiKey.DescribeQuorum, MessageKind.Request, "0-2", FlexibleVersions = "0+")]
public sealed partial class DescribeQuorumRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TopicData> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TopicData
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<PartitionData> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TopicData.Partitions"/>.</summary>
    public sealed partial class PartitionData
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }
}
