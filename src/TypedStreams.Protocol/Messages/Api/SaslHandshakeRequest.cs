namespace TypedStreams.Protocol.Messages;

/// <summary>Chooses a SASL mechanism.</summary>
[ApiMessage(ApiKey.SaslHandshake, MessageKind.Request, "0-1")]
public sealed partial class SaslHandshakeRequest
{
    /// <summary>SASL mechanism the client wants, for example SCRAM-SHA-256.</summary>
    [Field("0+")]
    public string Mechanism { get; set; } = "";
}
