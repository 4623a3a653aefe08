namespace TypedStreams.Protocol.Messages;

/// <summary>The epoch of a consumer group (KIP-848); a missing value deletes the group.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataValue
{
    /// <summary>Epoch of the group; grows with every change of members, subscriptions or topics.</summary>
    [Field("0+")]
    public int Epoch { get; set; }

    /// <summary>Hash of the topics that the group reads, to notice a change of them; 0 when none.</summary>
    [Field("0+", Tag = 0)]
    public long MetadataHash { get; set; }
}
