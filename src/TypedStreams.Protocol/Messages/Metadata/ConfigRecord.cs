namespace TypedStreams.Protocol.Messages;

/// <summary>A configuration entry was set or removed.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 4)]
public sealed partial class ConfigRecord
{
    /// <summary>2 topic, 4 broker, 16 client metrics, 32 group.</summary>
    [Field("0+")]
    public sbyte ResourceType { get; set; }

    /// <summary>Name of the resource.</summary>
    [Field("0+")]
    public string ResourceName { get; set; } = "";

    /// <summary>Name of the entry.</summary>
    [Field("0+")]
    public string Name { get; set; } = "";

    /// <summary>New value; null removes the entry.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? Value { get; set; } = "";
}
