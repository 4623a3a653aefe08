namespace TypedStreams.Protocol.Messages;

/// <summary>
/// The answer to <see cref="ShareGroupHeartbeatRequest"/>: the member's epoch and, when it changed, its assignment.
/// </summary>
[ApiMessage(ApiKey.ShareGroupHeartbeat, MessageKind.Response, "1", FlexibleVersions = "0+")]
public sealed partial class ShareGroupHeartbeatResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? MemberId { get; set; }

    /// <summary>Epoch of the member.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Milliseconds between heartbeats.</summary>
    [Field("0+")]
    public int HeartbeatIntervalMs { get; set; }

    /// <summary>What the member shall read; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public MemberAssignment? Assignment { get; set; }

    /// <summary>One value of the field Assignment.</summary>
    public sealed partial class MemberAssignment
    {
        /// <summary>Partitions, by topic.</summary>
        [Field("0+")]
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    /// <summary>One value of the field TopicPartitions.</summary>
    public sealed partial class TopicPartitions
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
