namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DeleteRecordsRequest"/>: the new log start offsets.</summary>
[ApiMessage(ApiKey.DeleteRecords, MessageKind.Response, "0-2", FlexibleVersions = "2+")]
public sealed partial class DeleteRecordsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<DeleteRecordsTopicResult> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class DeleteRecordsTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<DeleteRecordsPartitionResult> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="DeleteRecordsTopicResult.Partitions"/>.</summary>
    public sealed partial class DeleteRecordsPartitionResult
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Log start offset after the deletion, the lowest of all live replicas; -1 on error.</summary>
        [Field("0+")]
        public long LowWatermark { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
