namespace TypedStreams.Protocol.Messages;

/// <summary>A topic was deleted.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 9)]
public sealed partial class RemoveTopicRecord
{
    /// <summary>Topic id; all zero when unknown.</summary>
    [Field("0+")]
    public Guid TopicId { get; set; }
}
