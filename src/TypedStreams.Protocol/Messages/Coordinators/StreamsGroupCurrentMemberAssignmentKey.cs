namespace TypedStreams.Protocol.Messages;

/// <summary>Key of what a streams group's member has, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
