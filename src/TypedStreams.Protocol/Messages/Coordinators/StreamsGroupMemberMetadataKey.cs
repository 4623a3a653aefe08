namespace TypedStreams.Protocol.Messages;

/// <summary>Key of what a member of a streams group is, in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 19)]
public sealed partial class StreamsGroupMemberMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
