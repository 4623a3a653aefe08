namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the epoch of a consumer group (KIP-848) in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 3)]
public sealed partial class ConsumerGroupMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
