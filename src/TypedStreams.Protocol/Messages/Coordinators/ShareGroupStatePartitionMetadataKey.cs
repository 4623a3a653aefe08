namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the list of partitions in which a share group has state, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 15)]
public sealed partial class ShareGroupStatePartitionMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
