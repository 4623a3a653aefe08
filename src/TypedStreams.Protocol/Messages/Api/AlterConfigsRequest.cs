namespace TypedStreams.Protocol.Messages;

/// <summary>Replaces the whole configuration of resources.</summary>
[ApiMessage(ApiKey.AlterConfigs, MessageKind.Request, "0-2", FlexibleVersions = "2+")]
public sealed partial class AlterConfigsRequest
{
    /// <summary>The resources.</summary>
    [Field("0+")]
    public List<AlterConfigsResource> Resources { get; set; } = [];

    /// <summary>True to check the request and change nothing.</summary>
    [Field("0+")]
    public bool ValidateOnly { get; set; }

    /// <summary>One entry of <see cref="Resources"/>.</summary>
    public sealed partial class AlterConfigsResource
    {
        /// <summary>2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>Name of the resource.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>Configuration entries.</summary>
        [Field("0+")]
        public List<AlterableConfig> Configs { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AlterConfigsResource.Configs"/>.</summary>
    public sealed partial class AlterableConfig
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>New value; null sets the default.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Value { get; set; } = "";
    }
}
