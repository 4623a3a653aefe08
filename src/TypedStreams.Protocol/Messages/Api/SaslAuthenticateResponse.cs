namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="SaslAuthenticateRequest"/>: the broker's token.</summary>
[ApiMessage(ApiKey.SaslAuthenticate, MessageKind.Response, "0-2", FlexibleVersions = "2+")]
public sealed partial class SaslAuthenticateResponse
{
    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Why authentication failed; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>SASL token; its meaning is the mechanism's.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> AuthBytes { get; set; }

    /// <summary>Milliseconds until the client must authenticate again; 0 for never (KIP-368).</summary>
    [Field("1+", Ignorable = true)]
    public long SessionLifetimeMs { get; set; }
}
