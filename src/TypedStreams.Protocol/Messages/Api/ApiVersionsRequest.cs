namespace TypedStreams.Protocol.Messages;

/// <summary>Asks which APIs, versions and features the broker has; the first request of a connection.</summary>
[ApiMessage(ApiKey.ApiVersions, MessageKind.Request, "0-5", FlexibleVersions = "3+")]
public sealed partial class ApiVersionsRequest
{
    /// <summary>Name of the client library; letters, digits, dots and dashes, otherwise INVALID_REQUEST.</summary>
    [Field("3+", Ignorable = true)]
    public string ClientSoftwareName { get; set; } = "";

    /// <summary>Version of the client library; same characters as the name.</summary>
    [Field("3+", Ignorable = true)]
    public string ClientSoftwareVersion { get; set; } = "";

    /// <summary>
    /// Cluster the client believes it talks to; a mismatch gives REBOOTSTRAP_REQUIRED (KIP-1242). Null skips the check.
    /// </summary>
    [Field("5+", NullableVersions = "5+", Ignorable = true)]
    public string? ClusterId { get; set; }

    /// <summary>
    /// Node the client believes it talks to; a mismatch gives REBOOTSTRAP_REQUIRED (KIP-1242). -1 skips the check.
    /// </summary>
    [Field("5+", Ignorable = true)]
    public int NodeId { get; set; } = -1;
}
