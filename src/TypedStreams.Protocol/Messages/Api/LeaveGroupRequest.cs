namespace TypedStreams.Protocol.Messages;

/// <summary>Takes members out of a classic group.</summary>
[ApiMessage(ApiKey.LeaveGroup, MessageKind.Request, "0-5", FlexibleVersions = "4+")]
public sealed partial class LeaveGroupRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member that leaves; empty when a static member is named by its instance id.</summary>
    [Field("0-2")]
    public string MemberId { get; set; } = "";

    /// <summary>Members of the group.</summary>
    [Field("3+")]
    public List<MemberIdentity> Members { get; set; } = [];

    /// <summary>One entry of <see cref="Members"/>.</summary>
    public sealed partial class MemberIdentity
    {
        /// <summary>Id of the member that leaves; empty when a static member is named by its instance id.</summary>
        [Field("3+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
        [Field("3+", NullableVersions = "3+")]
        public string? GroupInstanceId { get; set; }

        /// <summary>Why the member does this; for the broker's log.</summary>
        [Field("5+", NullableVersions = "5+", Ignorable = true)]
        public string? Reason { get; set; }
    }
}
