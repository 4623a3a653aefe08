namespace TypedStreams.Protocol.Messages;

/// <summary>Key of what a member of a consumer group owns now, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
