namespace TypedStreams.Protocol.Messages;

/// <summary>The whole state of a share partition; a missing value deletes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 0)]
public sealed partial class ShareSnapshotValue
{
    /// <summary>Counts the snapshots of the share partition.</summary>
    [Field("0+")]
    public int SnapshotEpoch { get; set; }

    /// <summary>Counts how often the state was made anew; a change of the start offset by hand does.</summary>
    [Field("0+")]
    public int StateEpoch { get; set; }

    /// <summary>Leader epoch of the partition.</summary>
    [Field("0+")]
    public int LeaderEpoch { get; set; }

    /// <summary>First offset that the group is not done with; -1 when unknown.</summary>
    [Field("0+")]
    public long StartOffset { get; set; }

    /// <summary>Offsets from the start offset on whose delivery is complete; -1 when unknown.</summary>
    [Field("0+", Tag = 0)]
    public int DeliveryCompleteCount { get; set; } = -1;

    /// <summary>When the state was made, milliseconds since 1970.</summary>
    [Field("0+")]
    public long CreateTimestamp { get; set; }

    /// <summary>When the state was last written, milliseconds since 1970.</summary>
    [Field("0+")]
    public long WriteTimestamp { get; set; }

    /// <summary>Ranges of offsets with their states.</summary>
    [Field("0+")]
    public List<StateBatch> StateBatches { get; set; } = [];

    /// <summary>One value of the field StateBatches.</summary>
    public sealed partial class StateBatch
    {
        /// <summary>First offset of the range.</summary>
        [Field("0+")]
        public long FirstOffset { get; set; }

        /// <summary>Last offset of the range, itself included.</summary>
        [Field("0+")]
        public long LastOffset { get; set; }

        /// <summary>0 available, 2 acknowledged, 4 archived.</summary>
        [Field("0+")]
        public sbyte DeliveryState { get; set; }

        /// <summary>How often the records were delivered, this time included.</summary>
        [Field("0+")]
        public short DeliveryCount { get; set; }
    }
}
