namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the epoch of a streams group, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 17)]
public sealed partial class StreamsGroupMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
