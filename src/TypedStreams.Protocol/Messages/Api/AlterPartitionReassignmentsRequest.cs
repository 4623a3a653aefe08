namespace TypedStreams.Protocol.Messages;

/// <summary>Moves partitions to other brokers, or cancels such moves (KIP-455).</summary>
[ApiMessage(ApiKey.AlterPartitionReassignments, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class AlterPartitionReassignmentsRequest
{
    /// <summary>Most milliseconds to wait for completion.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>Whether a partition may get another number of replicas.</summary>
    [Field("1+")]
    public bool AllowReplicationFactorChange { get; set; } = true;

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<ReassignableTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class ReassignableTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<ReassignablePartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ReassignableTopic.Partitions"/>.</summary>
    public sealed partial class ReassignablePartition
    {
        /// <summary>Partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The brokers that are to hold the partition, the preferred leader first; null cancels.</summary>
        [Field("0+", NullableVersions = "0+")]
        public List<int>? Replicas { get; set; }
    }
}
