namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the configuration of topics, brokers and groups.</summary>
[ApiMessage(ApiKey.DescribeConfigs, MessageKind.Request, "1-4", FlexibleVersions = "4+")]
public sealed partial class DescribeConfigsRequest
{
    /// <summary>The resources.</summary>
    [Field("0+")]
    public List<DescribeConfigsResource> Resources { get; set; } = [];

    /// <summary>True to fill in the synonyms.</summary>
    [Field("1+")]
    public bool IncludeSynonyms { get; set; }

    /// <summary>True to fill in the documentation.</summary>
    [Field("3+")]
    public bool IncludeDocumentation { get; set; }

    /// <summary>One entry of <see cref="Resources"/>.</summary>
    public sealed partial class DescribeConfigsResource
    {
        /// <summary>2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>Name of the resource.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>Names of the entries wanted; null means all of them.</summary>
        [Field("0+", NullableVersions = "0+")]
        public List<string>? ConfigurationKeys { get; set; } = [];
    }
}
