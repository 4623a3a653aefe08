namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the epoch of a share group's target assignment in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 12)]
public sealed partial class ShareGroupTargetAssignmentMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
