namespace TypedStreams.Protocol.Messages;

/// <summary>The topics that match an expression; a missing value forgets it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 16)]
public sealed partial class ConsumerGroupRegularExpressionValue
{
    /// <summary>Names of the topics.</summary>
    [Field("0+")]
    public List<string> Topics { get; set; } = [];

    /// <summary>Metadata offset of the cluster at which the expression was resolved.</summary>
    [Field("0+")]
    public long Version { get; set; }

    /// <summary>When it was resolved, in milliseconds since 1970.</summary>
    [Field("0+")]
    public long Timestamp { get; set; }
}
