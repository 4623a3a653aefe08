namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ListConfigResourcesRequest"/>: the resources.</summary>
[ApiMessage(ApiKey.ListConfigResources, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class ListConfigResourcesResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Resources that have a configuration.</summary>
    [Field("0+")]
    public List<ConfigResource> ConfigResources { get; set; } = [];

    /// <summary>One entry of <see cref="ConfigResources"/>.</summary>
    public sealed partial class ConfigResource
    {
        /// <summary>Name of the resource.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.</summary>
        [Field("1+", Ignorable = true)]
        public sbyte ResourceType { get; set; } = 16;
    }
}
