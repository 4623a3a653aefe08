namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the state and members of share groups.</summary>
[ApiMessage(ApiKey.ShareGroupDescribe, MessageKind.Request, "1", FlexibleVersions = "0+")]
public sealed partial class ShareGroupDescribeRequest
{
    /// <summary>Ids of the groups.</summary>
    [Field("0+")]
    public List<string> GroupIds { get; set; } = [];

    /// <summary>Whether to say what the caller may do with the groups.</summary>
    [Field("0+")]
    public bool IncludeAuthorizedOperations { get; set; }
}
