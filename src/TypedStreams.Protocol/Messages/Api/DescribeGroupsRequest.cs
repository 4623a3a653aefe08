namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the state and members of classic groups.</summary>
[ApiMessage(ApiKey.DescribeGroups, MessageKind.Request, "0-6", FlexibleVersions = "5+")]
public sealed partial class DescribeGroupsRequest
{
    /// <summary>The groups.</summary>
    [Field("0+")]
    public List<string> Groups { get; set; } = [];

    /// <summary>True to fill in the authorized operations.</summary>
    [Field("3+")]
    public bool IncludeAuthorizedOperations { get; set; }
}
