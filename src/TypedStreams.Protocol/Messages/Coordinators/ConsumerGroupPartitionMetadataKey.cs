namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the topics of a consumer group in __consumer_offsets; Kafka before 4.1 writes it.</summary>
[DataMessage("0", RecordType = 4)]
public sealed partial class ConsumerGroupPartitionMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";
}
