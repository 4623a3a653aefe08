namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the state and members of consumer groups.</summary>
[ApiMessage(ApiKey.ConsumerGroupDescribe, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class ConsumerGroupDescribeRequest
{
    /// <summary>Ids of the groups.</summary>
    [Field("0+")]
    public List<string> GroupIds { get; set; } = [];

    /// <summary>True to fill in the authorized operations.</summary>
    [Field("0+")]
    public bool IncludeAuthorizedOperations { get; set; }
}
