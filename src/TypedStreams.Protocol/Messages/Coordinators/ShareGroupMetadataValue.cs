namespace TypedStreams.Protocol.Messages;

/// <summary>Epoch of a share group; a missing value deletes the group.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 11)]
public sealed partial class ShareGroupMetadataValue
{
    /// <summary>Epoch of the group.</summary>
    [Field("0+")]
    public int Epoch { get; set; }

    /// <summary>Hash of the topics that the group reads.</summary>
    [Field("0+")]
    public long MetadataHash { get; set; }
}
