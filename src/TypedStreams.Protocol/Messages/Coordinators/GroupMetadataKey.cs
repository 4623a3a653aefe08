namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a classic group in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 2)]
public sealed partial class GroupMetadataKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string Group { get; set; } = "";
}
