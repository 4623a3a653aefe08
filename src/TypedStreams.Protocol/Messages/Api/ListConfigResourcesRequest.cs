namespace TypedStreams.Protocol.Messages;

/// <summary>Lists resources that can have a configuration.</summary>
[ApiMessage(ApiKey.ListConfigResources, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class ListConfigResourcesRequest
{
    /// <summary>
    /// Types to list: 2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group; empty means all that are
    /// supported.
    /// </summary>
    [Field("1+")]
    public List<sbyte> ResourceTypes { get; set; } = [];
}
