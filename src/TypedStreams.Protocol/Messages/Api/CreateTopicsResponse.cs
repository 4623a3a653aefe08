namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="CreateTopicsRequest"/>: one outcome a topic.</summary>
[ApiMessage(ApiKey.CreateTopics, MessageKind.Response, "2-7", FlexibleVersions = "5+")]
public sealed partial class CreateTopicsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("2+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<CreatableTopicResult> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class CreatableTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("7+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("1+", NullableVersions = "0+", Ignorable = true)]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>Why the configuration is left out; None when it is there.</summary>
        [Field("5+", Tag = 0, Ignorable = true)]
        public ErrorCode TopicConfigErrorCode { get; set; }

        /// <summary>Partitions of the topic; -1 when unknown.</summary>
        [Field("5+", Ignorable = true)]
        public int NumPartitions { get; set; } = -1;

        /// <summary>Replicas a partition; -1 when unknown.</summary>
        [Field("5+", Ignorable = true)]
        public short ReplicationFactor { get; set; } = -1;

        /// <summary>Configuration entries.</summary>
        [Field("5+", NullableVersions = "5+", Ignorable = true)]
        public List<CreatableTopicConfigs>? Configs { get; set; } = [];
    }

    /// <summary>One entry of <see cref="CreatableTopicResult.Configs"/>.</summary>
    public sealed partial class CreatableTopicConfigs
    {
        /// <summary>Name of the entry.</summary>
        [Field("5+")]
        public string Name { get; set; } = "";

        /// <summary>The value; null when there is none.</summary>
        [Field("5+", NullableVersions = "5+")]
        public string? Value { get; set; } = "";

        /// <summary>True when the entry cannot be changed at run time.</summary>
        [Field("5+")]
        public bool ReadOnly { get; set; }

        /// <summary>
        /// Where the value comes from: 1 topic, 2 broker, 3 cluster default, 4 static, 5 built-in default, 6 broker
        /// logger, 7 client metrics, 8 group.
        /// </summary>
        [Field("5+", Ignorable = true)]
        public sbyte ConfigSource { get; set; } = -1;

        /// <summary>True when the value is secret and left out.</summary>
        [Field("5+")]
        public bool IsSensitive { get; set; }
    }
}
