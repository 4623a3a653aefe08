namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="SaslHandshakeRequest"/>: whether the broker offers it.</summary>
[ApiMessage(ApiKey.SaslHandshake, MessageKind.Response, "0-1")]
public sealed partial class SaslHandshakeResponse
{
    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>SASL mechanisms the broker offers.</summary>
    [Field("0+")]
    public List<string> Mechanisms { get; set; } = [];
}
