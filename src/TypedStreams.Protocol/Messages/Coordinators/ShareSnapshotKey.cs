namespace TypedStreams.Protocol.Messages;

/// <summary>Key of the whole state of a share partition in __share_group_state.</summary>
[DataMessage("0", RecordType = 0)]
public sealed partial class ShareSnapshotKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string GroupId { get; set; } = "";

    /// <summary>Topic id.</summary>
    [Field("0")]
    public Guid TopicId { get; set; }

    /// <summary>Index of the partition.</summary>
    [Field("0")]
    public int Partition { get; set; }
}
