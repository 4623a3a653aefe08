namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ElectLeadersRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.ElectLeaders, MessageKind.Response, "0-2", FlexibleVersions = "2+")]
public sealed partial class ElectLeadersResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("1+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>One result a topic.</summary>
    [Field("0+")]
    public List<ReplicaElectionResult> ReplicaElectionResults { get; set; } = [];

    /// <summary>One entry of <see cref="ReplicaElectionResults"/>.</summary>
    public sealed partial class ReplicaElectionResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>One result a partition.</summary>
        [Field("0+")]
        public List<PartitionResult> PartitionResult { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ReplicaElectionResult.PartitionResult"/>.</summary>
    public sealed partial class PartitionResult
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionId { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; } = "";
    }
}
