namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the epoch of the target assignment of a consumer group in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 6)]
public sealed partial class ConsumerGroupTargetAssignmentMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
