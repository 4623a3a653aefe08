namespace TypedStreams.Protocol.Messages;

/// <summary>Lists the groups of one broker.</summary>
[ApiMessage(ApiKey.ListGroups, MessageKind.Request, "0-5", FlexibleVersions = "3+")]
public sealed partial class ListGroupsRequest
{
    /// <summary>Only groups in these states; empty means all.</summary>
    [Field("4+")]
    public List<string> StatesFilter { get; set; } = [];

    /// <summary>Only groups of these types; empty means all.</summary>
    [Field("5+")]
    public List<string> TypesFilter { get; set; } = [];
}
