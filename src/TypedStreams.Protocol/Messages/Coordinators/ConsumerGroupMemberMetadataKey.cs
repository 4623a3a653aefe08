namespace TypedStreams.Protocol.Messages;

/// <summary>Key of what a member of a consumer group (KIP-848) asked for, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
