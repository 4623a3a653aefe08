namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="StreamsGroupTopologyDescriptionUpdateRequest"/>.</summary>
[ApiMessage(ApiKey.StreamsGroupTopologyDescriptionUpdate, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupTopologyDescriptionUpdateResponse
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
}
