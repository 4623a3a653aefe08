namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeConfigsRequest"/>: the configuration entries.</summary>
[ApiMessage(ApiKey.DescribeConfigs, MessageKind.Response, "1-4", FlexibleVersions = "4+")]
public sealed partial class DescribeConfigsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<DescribeConfigsResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class DescribeConfigsResult
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.</summary>
        [Field("0+")]
        public sbyte ResourceType { get; set; }

        /// <summary>Name of the resource.</summary>
        [Field("0+")]
        public string ResourceName { get; set; } = "";

        /// <summary>Configuration entries.</summary>
        [Field("0+")]
        public List<DescribeConfigsResourceResult> Configs { get; set; } = [];
    }

    /// <summary>One entry of <see cref="DescribeConfigsResult.Configs"/>.</summary>
    public sealed partial class DescribeConfigsResourceResult
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The value; null when there is none.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Value { get; set; } = "";

        /// <summary>True when the entry cannot be changed at run time.</summary>
        [Field("0+")]
        public bool ReadOnly { get; set; }

        /// <summary>
        /// Where the value comes from: 1 topic, 2 broker, 3 cluster default, 4 static, 5 built-in default, 6 broker
        /// logger, 7 client metrics, 8 group.
        /// </summary>
        [Field("1+", Ignorable = true)]
        public sbyte ConfigSource { get; set; } = -1;

        /// <summary>True when the value is secret and left out.</summary>
        [Field("0+")]
        public bool IsSensitive { get; set; }

        /// <summary>Every place the value could come from, the one in force first.</summary>
        [Field("1+", Ignorable = true)]
        public List<DescribeConfigsSynonym> Synonyms { get; set; } = [];

        /// <summary>
        /// Type of the value: 0 unknown, 1 boolean, 2 string, 3 int, 4 short, 5 long, 6 double, 7 list, 8 class, 9
        /// password.
        /// </summary>
        [Field("3+", Ignorable = true)]
        public sbyte ConfigType { get; set; }

        /// <summary>Text that explains the entry; null unless asked for.</summary>
        [Field("3+", NullableVersions = "0+", Ignorable = true)]
        public string? Documentation { get; set; } = "";
    }

    /// <summary>One entry of <see cref="DescribeConfigsResourceResult.Synonyms"/>.</summary>
    public sealed partial class DescribeConfigsSynonym
    {
        /// <summary>Name of the entry.</summary>
        [Field("1+")]
        public string Name { get; set; } = "";

        /// <summary>The value; null when there is none.</summary>
        [Field("1+", NullableVersions = "0+")]
        public string? Value { get; set; } = "";

        /// <summary>Where the value comes from; numbered as ConfigSource.</summary>
        [Field("1+")]
        public sbyte Source { get; set; }
    }
}
