namespace TypedStreams.Protocol.Messages;

/// <summary>A committed offset; a missing value deletes it.</summary>
[DataMessage("0-4", FlexibleVersions = "4+", RecordType = 1)]
public sealed partial class OffsetCommitValue
{
    /// <summary>Offset of the next record to consume.</summary>
    [Field("0+")]
    public long Offset { get; set; }

    /// <summary>Leader epoch; -1 when unknown.</summary>
    [Field("3+", Ignorable = true)]
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>Free text stored with the offset.</summary>
    [Field("0+")]
    public string Metadata { get; set; } = "";

    /// <summary>When the offset was committed, in milliseconds since 1970.</summary>
    [Field("0+")]
    public long CommitTimestamp { get; set; }

    /// <summary>When the offset expires, in milliseconds since 1970; -1 for the broker's rule.</summary>
    [Field("1", Ignorable = true)]
    public long ExpireTimestamp { get; set; } = -1;

    /// <summary>Topic id; all zero when unknown.</summary>
    [Field("4+", Tag = 0, Ignorable = true)]
    public Guid TopicId { get; set; }
}
