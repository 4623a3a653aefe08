namespace TypedStreams.Protocol.Messages;

/// <summary>What a classic consumer sends as its group metadata, behind a 2-byte version.</summary>
[DataMessage("0-3")]
public sealed partial class ConsumerProtocolSubscription
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<string> Topics { get; set; } = [];

    /// <summary>Bytes of the assignor's own; null when it has none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public ReadOnlyMemory<byte>? UserData { get; set; }

    /// <summary>Partitions the member still owns, for cooperative rebalancing.</summary>
    [Field("1+", Ignorable = true)]
    public List<TopicPartition> OwnedPartitions { get; set; } = [];

    /// <summary>Generation of the classic group; -1 outside a group.</summary>
    [Field("2+", Ignorable = true)]
    public int GenerationId { get; set; } = -1;

    /// <summary>Rack of the reader; empty or null when it has none.</summary>
    [Field("3+", NullableVersions = "3+", Ignorable = true)]
    public string? RackId { get; set; }

    /// <summary>One entry of <see cref="OwnedPartitions"/>.</summary>
    public sealed partial class TopicPartition
    {
        /// <summary>Topic name.</summary>
        [Field("1+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("1+")]
        public List<int> Partitions { get; set; } = [];
    }
}
