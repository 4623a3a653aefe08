namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a member's part of the target assignment in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
