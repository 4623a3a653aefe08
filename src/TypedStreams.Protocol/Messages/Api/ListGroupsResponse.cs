namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ListGroupsRequest"/>: the groups the broker coordinates.</summary>
[ApiMessage(ApiKey.ListGroups, MessageKind.Response, "0-5", FlexibleVersions = "3+")]
public sealed partial class ListGroupsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The groups.</summary>
    [Field("0+")]
    public List<ListedGroup> Groups { get; set; } = [];

    /// <summary>One entry of <see cref="Groups"/>.</summary>
    public sealed partial class ListedGroup
    {
        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>Kind of protocol, for example consumer or connect.</summary>
        [Field("0+")]
        public string ProtocolType { get; set; } = "";

        /// <summary>State of the group, for example Stable, Empty, PreparingRebalance or Dead.</summary>
        [Field("4+", Ignorable = true)]
        public string GroupState { get; set; } = "";

        /// <summary>Kind of group: classic, consumer, share or streams.</summary>
        [Field("5+", Ignorable = true)]
        public string GroupType { get; set; } = "";
    }
}
