namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a member's part of a share group's target assignment in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
