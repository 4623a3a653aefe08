namespace TypedStreams.Protocol.Messages;

/// <summary>Last control record of a metadata snapshot.</summary>
[DataMessage("0", FlexibleVersions = "0+")]
public sealed partial class SnapshotFooterRecord
{
    /// <summary>Version of this record.</summary>
    [Field("0+")]
    public short Version { get; set; }
}
