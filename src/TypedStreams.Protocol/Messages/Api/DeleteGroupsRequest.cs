namespace TypedStreams.Protocol.Messages;

/// <summary>Deletes empty groups with their offsets.</summary>
[ApiMessage(ApiKey.DeleteGroups, MessageKind.Request, "0-3", FlexibleVersions = "2+")]
public sealed partial class DeleteGroupsRequest
{
    /// <summary>Ids of the groups to delete.</summary>
    [Field("0+")]
    public List<string> GroupsNames { get; set; } = [];
}
