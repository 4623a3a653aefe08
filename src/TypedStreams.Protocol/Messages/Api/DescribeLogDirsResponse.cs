namespace TypedStreams.Protocol.Messages;

/// <summary>
/// The answer to <see cref="DescribeLogDirsRequest"/>: the directories and the partitions in them.
/// </summary>
[ApiMessage(ApiKey.DescribeLogDirs, MessageKind.Response, "1-5", FlexibleVersions = "2+")]
public sealed partial class DescribeLogDirsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("3+", Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<DescribeLogDirsResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class DescribeLogDirsResult
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Absolute path of the log directory on the broker.</summary>
        [Field("0+")]
        public string LogDir { get; set; } = "";

        /// <summary>The topics.</summary>
        [Field("0+")]
        public List<DescribeLogDirsTopic> Topics { get; set; } = [];

        /// <summary>Bytes of the volume that holds the directory; -1 when unknown.</summary>
        [Field("4+", Ignorable = true)]
        public long TotalBytes { get; set; } = -1;

        /// <summary>Free bytes of the volume; -1 when unknown.</summary>
        [Field("4+", Ignorable = true)]
        public long UsableBytes { get; set; } = -1;

        /// <summary>True when the directory takes no new replicas.</summary>
        [Field("5+", Ignorable = true)]
        public bool IsCordoned { get; set; }
    }

    /// <summary>One entry of <see cref="DescribeLogDirsResult.Topics"/>.</summary>
    public sealed partial class DescribeLogDirsTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<DescribeLogDirsPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="DescribeLogDirsTopic.Partitions"/>.</summary>
    public sealed partial class DescribeLogDirsPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Bytes of the partition's segments in this directory.</summary>
        [Field("0+")]
        public long PartitionSize { get; set; }

        /// <summary>
        /// How far the replica is behind the high watermark, or a future copy behind the current one.
        /// </summary>
        [Field("0+")]
        public long OffsetLag { get; set; }

        /// <summary>True for a copy that is being moved to this directory.</summary>
        [Field("0+")]
        public bool IsFutureKey { get; set; }
    }
}
