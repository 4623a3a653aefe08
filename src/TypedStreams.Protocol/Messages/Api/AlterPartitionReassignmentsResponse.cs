namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="AlterPartitionReassignmentsRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.AlterPartitionReassignments, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class AlterPartitionReassignmentsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Whether a partition was allowed to get another number of replicas.</summary>
    [Field("1+", Ignorable = true)]
    public bool AllowReplicationFactorChange { get; set; } = true;

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>One result a topic.</summary>
    [Field("0+")]
    public List<ReassignableTopicResponse> Responses { get; set; } = [];

    /// <summary>One entry of <see cref="Responses"/>.</summary>
    public sealed partial class ReassignableTopicResponse
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>One result a partition.</summary>
        [Field("0+")]
        public List<ReassignablePartitionResponse> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ReassignableTopicResponse.Partitions"/>.</summary>
    public sealed partial class ReassignablePartitionResponse
    {
        /// <summary>Partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; } = "";
    }
}
