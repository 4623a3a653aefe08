namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DeleteShareGroupOffsetsRequest"/>.</summary>
[ApiMessage(ApiKey.DeleteShareGroupOffsets, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class DeleteShareGroupOffsetsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<DeleteShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    /// <summary>One value of the field Responses.</summary>
    public sealed partial class DeleteShareGroupOffsetsResponseTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }
    }
}
