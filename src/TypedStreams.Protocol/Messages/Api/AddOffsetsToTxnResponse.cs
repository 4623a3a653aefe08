namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="AddOffsetsToTxnRequest"/>: the outcome.</summary>
[ApiMessage(ApiKey.AddOffsetsToTxn, MessageKind.Response, "0-4", FlexibleVersions = "3+")]
public sealed partial class AddOffsetsToTxnResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }
}
