namespace TypedStreams.Protocol.Messages;

/// <summary>A feature level was finalized.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 12)]
public sealed partial class FeatureLevelRecord
{
    /// <summary>Name of the feature.</summary>
    [Field("0+")]
    public string Name { get; set; } = "";

    /// <summary>Finalized level of the feature; 0 removes it.</summary>
    [Field("0+")]
    public short FeatureLevel { get; set; }
}
