namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a share group's epoch in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 11)]
public sealed partial class ShareGroupMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
