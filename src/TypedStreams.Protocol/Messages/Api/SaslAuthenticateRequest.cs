namespace TypedStreams.Protocol.Messages;

/// <summary>Carries one step of the SASL exchange.</summary>
[ApiMessage(ApiKey.SaslAuthenticate, MessageKind.Request, "0-2", FlexibleVersions = "2+")]
public sealed partial class SaslAuthenticateRequest
{
    /// <summary>SASL token; its meaning is the mechanism's.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> AuthBytes { get; set; }
}
