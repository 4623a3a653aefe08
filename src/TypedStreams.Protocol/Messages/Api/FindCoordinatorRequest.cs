namespace TypedStreams.Protocol.Messages;

/// <summary>Asks which broker coordinates a group or a transactional id.</summary>
[ApiMessage(ApiKey.FindCoordinator, MessageKind.Request, "0-6", FlexibleVersions = "3+")]
public sealed partial class FindCoordinatorRequest
{
    /// <summary>Group id or transactional id; versions 0 to 3, later ones list several.</summary>
    [Field("0-3")]
    public string Key { get; set; } = "";

    /// <summary>What the keys are: 0 group, 1 transactional id, 2 share partition.</summary>
    [Field("1+")]
    public sbyte KeyType { get; set; }

    /// <summary>Group ids or transactional ids to find coordinators for.</summary>
    [Field("4+")]
    public List<string> CoordinatorKeys { get; set; } = [];
}
