namespace TypedStreams.Protocol.Messages;

/// <summary>What a classic consumer gets as its assignment, behind a 2-byte version.</summary>
[DataMessage("0-3")]
public sealed partial class ConsumerProtocolAssignment
{
    /// <summary>Partitions the member must consume, by topic.</summary>
    [Field("0+")]
    public List<TopicPartition> AssignedPartitions { get; set; } = [];

    /// <summary>Bytes of the assignor's own; null when it has none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public ReadOnlyMemory<byte>? UserData { get; set; }

    /// <summary>One entry of <see cref="AssignedPartitions"/>.</summary>
    public sealed partial class TopicPartition
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
