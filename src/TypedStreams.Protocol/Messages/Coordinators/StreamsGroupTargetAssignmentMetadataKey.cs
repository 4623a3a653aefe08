namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the epoch of a streams group's target, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 20)]
public sealed partial class StreamsGroupTargetAssignmentMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
