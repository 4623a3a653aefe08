namespace TypedStreams.Protocol.Messages;

/// <summary>A partition was created, or stands so in a snapshot.</summary>
[DataMessage("0-2", FlexibleVersions = "0+", RecordType = 3)]
public sealed partial class PartitionRecord
{
    /// <summary>Partition index, from 0.</summary>
    [Field("0+")]
    public int PartitionId { get; set; } = -1;

    /// <summary>Topic id; all zero when unknown.</summary>
    [Field("0+")]
    public Guid TopicId { get; set; }

    /// <summary>Replicas, as node ids, the preferred leader first.</summary>
    [Field("0+")]
    public List<int> Replicas { get; set; } = [];

    /// <summary>In-sync replicas, as node ids.</summary>
    [Field("0+")]
    public List<int> Isr { get; set; } = [];

    /// <summary>Replicas that a reassignment removes, as node ids.</summary>
    [Field("0+")]
    public List<int> RemovingReplicas { get; set; } = [];

    /// <summary>Replicas that a reassignment adds, as node ids.</summary>
    [Field("0+")]
    public List<int> AddingReplicas { get; set; } = [];

    /// <summary>Node id of the leader; -1 for none.</summary>
    [Field("0+")]
    public int Leader { get; set; } = -1;

    /// <summary>0 recovered, 1 recovering after an unclean election.</summary>
    [Field("0+", Tag = 0)]
    public sbyte LeaderRecoveryState { get; set; }

    /// <summary>Leader epoch; -1 when unknown.</summary>
    [Field("0+")]
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>Counts the changes to this partition's metadata.</summary>
    [Field("0+")]
    public int PartitionEpoch { get; set; } = -1;

    /// <summary>Log directory ids, one a replica in the order of the replicas.</summary>
    [Field("1+")]
    public List<Guid> Directories { get; set; } = [];

    /// <summary>
    /// Replicas outside the ISR that have everything up to the high watermark (KIP-966); null when not tracked.
    /// </summary>
    [Field("2+", NullableVersions = "2+", Tag = 1)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    /// <summary>Last known replicas when the ISR and the eligible leaders are empty; null when not tracked.</summary>
    [Field("2+", NullableVersions = "2+", Tag = 2)]
    public List<int>? LastKnownElr { get; set; }
}
