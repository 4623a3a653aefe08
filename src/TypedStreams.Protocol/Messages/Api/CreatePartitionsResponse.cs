namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="CreatePartitionsRequest"/>: one outcome a topic.</summary>
[ApiMessage(ApiKey.CreatePartitions, MessageKind.Response, "0-3", FlexibleVersions = "2+")]
public sealed partial class CreatePartitionsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<CreatePartitionsTopicResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class CreatePartitionsTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }
    }
}
