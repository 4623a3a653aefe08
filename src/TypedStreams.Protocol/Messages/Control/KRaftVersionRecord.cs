namespace TypedStreams.Protocol.Messages;

/// <summary>Control record with the finalized kraft.version.</summary>
[DataMessage("0", FlexibleVersions = "0+")]
public sealed partial class KRaftVersionRecord
{
    /// <summary>Version of this record.</summary>
    [Field("0+")]
    public short Version { get; set; }

    /// <summary>Finalized level of kraft.version.</summary>
    [Field("0+")]
    public short KRaftVersion { get; set; }
}
