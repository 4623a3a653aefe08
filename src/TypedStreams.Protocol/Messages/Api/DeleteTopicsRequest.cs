namespace TypedStreams.Protocol.Messages;

/// <summary>Deletes topics.</summary>
[ApiMessage(ApiKey.DeleteTopics, MessageKind.Request, "1-6", FlexibleVersions = "4+")]
public sealed partial class DeleteTopicsRequest
{
    /// <summary>The topics.</summary>
    [Field("6+")]
    public List<DeleteTopicState> Topics { get; set; } = [];

    /// <summary>Topics to delete, by name.</summary>
    [Field("0-5", Ignorable = true)]
    public List<string> TopicNames { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class DeleteTopicState
    {
        /// <summary>Topic name.</summary>
        [Field("6+", NullableVersions = "6+")]
        public string? Name { get; set; }

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("6+")]
        public Guid TopicId { get; set; }
    }
}
