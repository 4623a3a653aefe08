namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a committed offset in __consumer_offsets.</summary>
[DataMessage("0", RecordType = 1)]
public sealed partial class OffsetCommitKey
{
    /// <summary>Id of the group.</summary>
    [Field("0")]
    public string Group { get; set; } = "";

    /// <summary>Topic name.</summary>
    [Field("0")]
    public string Topic { get; set; } = "";

    /// <summary>Partition index, from 0.</summary>
    [Field("0")]
    public int Partition { get; set; }
}
