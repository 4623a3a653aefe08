namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for all there is to know about streams groups (KIP-1071).</summary>
[ApiMessage(ApiKey.StreamsGroupDescribe, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupDescribeRequest
{
    /// <summary>Ids of the groups.</summary>
    [Field("0+")]
    public List<string> GroupIds { get; set; } = [];

    /// <summary>Whether the answer shall say what the caller may do.</summary>
    [Field("0+")]
    public bool IncludeAuthorizedOperations { get; set; }

    /// <summary>Whether the answer shall bring the description of the whole topology.</summary>
    [Field("1+")]
    public bool IncludeTopologyDescription { get; set; }
}
