namespace TypedStreams.Protocol.Messages;

/// <summary>Deletes a group's offsets of topics it no longer consumes.</summary>
[ApiMessage(ApiKey.OffsetDelete, MessageKind.Request, "0")]
public sealed partial class OffsetDeleteRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetDeleteRequestTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetDeleteRequestTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OffsetDeleteRequestPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetDeleteRequestTopic.Partitions"/>.</summary>
    public sealed partial class OffsetDeleteRequestPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }
    }
}
