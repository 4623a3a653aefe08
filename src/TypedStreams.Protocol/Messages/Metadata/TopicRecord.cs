namespace TypedStreams.Protocol.Messages;

/// <summary>A topic was created.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 2)]
public sealed partial class TopicRecord
{
    /// <summary>Topic name.</summary>
    [Field("0+")]
    public string Name { get; set; } = "";

    /// <summary>Topic id; all zero when unknown.</summary>
    [Field("0+")]
    public Guid TopicId { get; set; }
}
