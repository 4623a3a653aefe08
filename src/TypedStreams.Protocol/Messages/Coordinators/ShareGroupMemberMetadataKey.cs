namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a share group member's subscription in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 10)]
public sealed partial class ShareGroupMemberMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0")]
    public string MemberId { get; set; } = "";
}
