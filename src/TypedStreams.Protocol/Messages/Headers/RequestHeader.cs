namespace TypedStreams.Protocol.Messages;

/// <summary>
/// Precedes every request. Version 1 for plain and 2 for flexible requests; the client id keeps its 2-byte length.
/// </summary>
[DataMessage("1-2", FlexibleVersions = "2+")]
public sealed partial class RequestHeader
{
    /// <summary>The API that is called.</summary>
    [Field("0+")]
    public ApiKey RequestApiKey { get; set; }

    /// <summary>Version of the request behind this header.</summary>
    [Field("0+")]
    public short RequestApiVersion { get; set; }

    /// <summary>Number the client chose; the reply carries it back.</summary>
    [Field("0+")]
    public int CorrelationId { get; set; }

    /// <summary>Name the client gives itself in request headers; for logs and quotas only.</summary>
    [Field("1+", NullableVersions = "1+", Flexible = false)]
    public string? ClientId { get; set; } = "";
}
