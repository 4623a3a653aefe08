namespace TypedStreams.Protocol.Messages;

/// <summary>Moves the log start offset of partitions up.</summary>
[ApiMessage(ApiKey.DeleteRecords, MessageKind.Request, "0-2", FlexibleVersions = "2+")]
public sealed partial class DeleteRecordsRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<DeleteRecordsTopic> Topics { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class DeleteRecordsTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<DeleteRecordsPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="DeleteRecordsTopic.Partitions"/>.</summary>
    public sealed partial class DeleteRecordsPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Records before this offset are deleted; -1 stands for the high watermark.</summary>
        [Field("0+")]
        public long Offset { get; set; }
    }
}
