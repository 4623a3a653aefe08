namespace TypedStreams.Protocol.Messages;

/// <summary>The epoch of the target assignment of a consumer group; a missing value deletes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 6)]
public sealed partial class ConsumerGroupTargetAssignmentMetadataValue
{
    /// <summary>Epoch of the group for which the target assignment was computed.</summary>
    [Field("0+")]
    public int AssignmentEpoch { get; set; }

    /// <summary>When it was computed, in milliseconds since 1970; 0 when unknown.</summary>
    [Field("0+", Tag = 0, Ignorable = true)]
    public long AssignmentTimestamp { get; set; }
}
