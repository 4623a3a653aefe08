namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for brokers, topics and partition leaders.</summary>
[ApiMessage(ApiKey.Metadata, MessageKind.Request, "0-13", FlexibleVersions = "9+")]
public sealed partial class MetadataRequest
{
    /// <summary>Topics wanted. Null means all of them, empty none; in version 0 empty means all.</summary>
    [Field("0+", NullableVersions = "1+")]
    public List<MetadataRequestTopic>? Topics { get; set; } = [];

    /// <summary>True when the broker may create topics that are asked for and missing.</summary>
    [Field("4+")]
    public bool AllowAutoTopicCreation { get; set; } = true;

    /// <summary>True to fill in the cluster's authorized operations.</summary>
    [Field("8-10")]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    /// <summary>True to fill in each topic's authorized operations.</summary>
    [Field("8+")]
    public bool IncludeTopicAuthorizedOperations { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class MetadataRequestTopic
    {
        /// <summary>Topic id to look up instead of a name; all zero when the name is given.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Topic name; null when the id is given.</summary>
        [Field("0+", NullableVersions = "10+")]
        public string? Name { get; set; } = "";
    }
}
