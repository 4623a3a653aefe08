namespace TypedStreams.Protocol.Messages;

/// <summary>Changes single configuration entries.</summary>
[ApiMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Request, "0-1", FlexibleVersions = "1+")]
public sealed partial class IncrementalAlterConfigsRequest
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

        /// <summary>What to do with the value: 0 set, 1 delete, 2 append to a list, 3 remove from a list.</summary>
        [Field("0+")]
        public sbyte ConfigOperation { get; set; }

        /// <summary>Value to set, append or remove; null with delete.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Value { get; set; } = "";
    }
}
