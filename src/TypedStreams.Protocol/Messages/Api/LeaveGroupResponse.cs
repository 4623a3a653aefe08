namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="LeaveGroupRequest"/>: one outcome a member.</summary>
[ApiMessage(ApiKey.LeaveGroup, MessageKind.Response, "0-5", FlexibleVersions = "4+")]
public sealed partial class LeaveGroupResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Members of the group.</summary>
    [Field("3+")]
    public List<MemberResponse> Members { get; set; } = [];

    /// <summary>One entry of <see cref="Members"/>.</summary>
    public sealed partial class MemberResponse
    {
        /// <summary>Id of the member.</summary>
        [Field("3+")]
        public string MemberId { get; set; } = "";

        /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
        [Field("3+", NullableVersions = "3+")]
        public string? GroupInstanceId { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("3+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
