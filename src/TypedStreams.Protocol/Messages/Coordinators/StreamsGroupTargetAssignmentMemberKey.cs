namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a streams group member's target, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
