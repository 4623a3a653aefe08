namespace TypedStreams.Protocol.Messages;

/// <summary>Asks where share groups start in their partitions.</summary>
[ApiMessage(ApiKey.DescribeShareGroupOffsets, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class DescribeShareGroupOffsetsRequest
{
    /// <summary>One entry a group.</summary>
    [Field("0+")]
    public List<DescribeShareGroupOffsetsRequestGroup> Groups { get; set; } = [];

    /// <summary>One value of the field Groups.</summary>
    public sealed partial class DescribeShareGroupOffsetsRequestGroup
    {
        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>The topics; null for all in which the group has state.</summary>
        [Field("0+", NullableVersions = "0+")]
        public List<DescribeShareGroupOffsetsRequestTopic>? Topics { get; set; }
    }

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class DescribeShareGroupOffsetsRequestTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
