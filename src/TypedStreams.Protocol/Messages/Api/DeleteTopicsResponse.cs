namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DeleteTopicsRequest"/>: one outcome a topic.</summary>
[ApiMessage(ApiKey.DeleteTopics, MessageKind.Response, "1-6", FlexibleVersions = "4+")]
public sealed partial class DeleteTopicsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<DeletableTopicResult> Responses { get; set; } = [];

    /// <summary>One entry of <see cref="Responses"/>.</summary>
    public sealed partial class DeletableTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+", NullableVersions = "6+")]
        public string? Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("6+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("5+", NullableVersions = "5+", Ignorable = true)]
        public string? ErrorMessage { get; set; }
    }
}
