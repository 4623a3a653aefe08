namespace TypedStreams.Protocol.Messages;

/// <summary>A partition changed; only what changed is set.</summary>
[DataMessage("0-2", FlexibleVersions = "0+", RecordType = 5)]
public sealed partial class PartitionChangeRecord
{
    /// <summary>Partition index, from 0.</summary>
    [Field("0+")]
    public int PartitionId { get; set; } = -1;

    /// <summary>Topic id; all zero when unknown.</summary>
    [Field("0+")]
    public Guid TopicId { get; set; }

    /// <summary>New in-sync replicas; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 0)]
    public List<int>? Isr { get; set; }

    /// <summary>New leader as a node id; -1 for none, -2 when unchanged.</summary>
    [Field("0+", Tag = 1)]
    public int Leader { get; set; } = -2;

    /// <summary>New replicas; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 2)]
    public List<int>? Replicas { get; set; }

    /// <summary>Replicas to be removed; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 3)]
    public List<int>? RemovingReplicas { get; set; }

    /// <summary>Replicas to be added; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 4)]
    public List<int>? AddingReplicas { get; set; }

    /// <summary>0 recovered, 1 recovering; -1 when unchanged.</summary>
    [Field("0+", Tag = 5)]
    public sbyte LeaderRecoveryState { get; set; } = -1;

    /// <summary>New log directory ids, one a replica; null when unchanged.</summary>
    [Field("1+", NullableVersions = "1+", Tag = 8)]
    public List<Guid>? Directories { get; set; }

    /// <summary>
    /// Replicas outside the ISR that have everything up to the high watermark (KIP-966); null when not tracked.
    /// </summary>
    [Field("2+", NullableVersions = "2+", Tag = 6)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    /// <summary>Last known replicas when the ISR and the eligible leaders are empty; null when not tracked.</summary>
    [Field("2+", NullableVersions = "2+", Tag = 7)]
    public List<int>? LastKnownElr { get; set; }
}
