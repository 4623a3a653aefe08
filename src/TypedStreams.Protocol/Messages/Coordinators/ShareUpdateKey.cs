namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a change of a share partition's state in __share_group_state.</summary>
[DataMessage("0", RecordType = 1)]
public sealed partial class ShareUpdateKey
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
