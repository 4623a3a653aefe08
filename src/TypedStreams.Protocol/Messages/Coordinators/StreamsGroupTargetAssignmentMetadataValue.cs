namespace TypedStreams.Protocol.Messages;

/// <summary>The epoch of a streams group's target assignment.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 20)]
public sealed partial class StreamsGroupTargetAssignmentMetadataValue
{
    /// <summary>Epoch for which the target assignment was made.</summary>
    [Field("0+")]
    public int AssignmentEpoch { get; set; }

    /// <summary>When the target was made, in milliseconds since 1970; 0 when unknown.</summary>
    [Field("0+", Tag = 0, Ignorable = true)]
    public long AssignmentTimestamp { get; set; }
}
