namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ListPartitionReassignmentsRequest"/>: the moves under way.</summary>
[ApiMessage(ApiKey.ListPartitionReassignments, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class ListPartitionReassignmentsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>The topics with moves under way.</summary>
    [Field("0+")]
    public List<OngoingTopicReassignment> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OngoingTopicReassignment
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OngoingPartitionReassignment> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OngoingTopicReassignment.Partitions"/>.</summary>
    public sealed partial class OngoingPartitionReassignment
    {
        /// <summary>Partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>The brokers that hold the partition now.</summary>
        [Field("0+")]
        public List<int> Replicas { get; set; } = [];

        /// <summary>The brokers that are to be added.</summary>
        [Field("0+")]
        public List<int> AddingReplicas { get; set; } = [];

        /// <summary>The brokers that are to be removed.</summary>
        [Field("0+")]
        public List<int> RemovingReplicas { get; set; } = [];
    }
}
