namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="IncrementalAlterConfigsRequest"/>: one outcome a resource.</summary>
[ApiMessage(ApiKey.IncrementalAlterConfigs, MessageKind.Response, "0-1", FlexibleVersions = "1+")]
public sealed partial class IncrementalAlterConfigsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<AlterConfigsResourceResponse> Responses { get; set; } = [];

    /// <summary>One entry of <see cref="Responses"/>.</summary>
    public sealed partial class AlterConfigsResourceResponse
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
    }
}
