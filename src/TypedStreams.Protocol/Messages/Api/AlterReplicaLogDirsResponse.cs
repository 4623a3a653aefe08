namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="AlterReplicaLogDirsRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.AlterReplicaLogDirs, MessageKind.Response, "1-2", FlexibleVersions = "2+")]
public sealed partial class AlterReplicaLogDirsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One result a topic.</summary>
    [Field("0+")]
    public List<AlterReplicaLogDirTopicResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class AlterReplicaLogDirTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>One result a partition.</summary>
        [Field("0+")]
        public List<AlterReplicaLogDirPartitionResult> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AlterReplicaLogDirTopicResult.Partitions"/>.</summary>
    public sealed partial class AlterReplicaLogDirPartitionResult
    {
        /// <summary>Partition index.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
