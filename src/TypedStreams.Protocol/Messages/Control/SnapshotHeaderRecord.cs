namespace TypedStreams.Protocol.Messages;

/// <summary>First control record of a metadata snapshot.</summary>
[DataMessage("0", FlexibleVersions = "0+")]
public sealed partial class SnapshotHeaderRecord
{
    /// <summary>Version of this record.</summary>
    [Field("0+")]
    public short Version { get; set; }

    /// <summary>Append time of the last batch in the snapshot, in milliseconds since 1970.</summary>
    [Field("0+")]
    public long LastContainedLogTimestamp { get; set; }
}
