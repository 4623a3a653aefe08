namespace TypedStreams.Protocol.Messages;

/// <summary>Epoch of a share group's target assignment.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 12)]
public sealed partial class ShareGroupTargetAssignmentMetadataValue
{
    /// <summary>Epoch for which the target assignment was made.</summary>
    [Field("0+")]
    public int AssignmentEpoch { get; set; }

    /// <summary>When the assignment was made, milliseconds since 1970.</summary>
    [Field("0+", Tag = 0, Ignorable = true)]
    public long AssignmentTimestamp { get; set; }
}
