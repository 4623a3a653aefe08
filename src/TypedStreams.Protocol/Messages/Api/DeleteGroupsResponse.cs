namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DeleteGroupsRequest"/>: one outcome a group.</summary>
[ApiMessage(ApiKey.DeleteGroups, MessageKind.Response, "0-3", FlexibleVersions = "2+")]
public sealed partial class DeleteGroupsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<DeletableGroupResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class DeletableGroupResult
    {
        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("3+", NullableVersions = "3+", Ignorable = true)]
        public string? ErrorMessage { get; set; }
    }
}
