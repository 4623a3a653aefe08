namespace TypedStreams.Protocol.Messages;

/// <summary>
/// Precedes every response. Version 0 for plain and 1 for flexible responses, always 0 for ApiVersions.
/// </summary>
[DataMessage("0-1", FlexibleVersions = "1+")]
public sealed partial class ResponseHeader
{
    /// <summary>Number the client chose; the reply carries it back.</summary>
    [Field("0+")]
    public int CorrelationId { get; set; }
}
