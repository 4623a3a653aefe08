namespace TypedStreams.Protocol.Messages;

/// <summary>
/// Acquires records of share partitions for one member, and settles records that it acquired before (KIP-932).
/// </summary>
[ApiMessage(ApiKey.ShareFetch, MessageKind.Request, "1-2", FlexibleVersions = "0+")]
public sealed partial class ShareFetchRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? GroupId { get; set; }

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? MemberId { get; set; }

    /// <summary>Epoch of the share session: 0 opens it, -1 closes it, else one more with every request.</summary>
    [Field("0+")]
    public int ShareSessionEpoch { get; set; }

    /// <summary>Milliseconds to wait for records at most.</summary>
    [Field("0+")]
    public int MaxWaitMs { get; set; }

    /// <summary>Bytes that end the wait.</summary>
    [Field("0+")]
    public int MinBytes { get; set; }

    /// <summary>Most bytes of records.</summary>
    [Field("0+")]
    public int MaxBytes { get; set; } = int.MaxValue;

    /// <summary>Most records to acquire; whole batches may exceed it unless the mode is record-limit.</summary>
    [Field("1+")]
    public int MaxRecords { get; set; }

    /// <summary>Records that one acquired range shall have at most.</summary>
    [Field("1+")]
    public int BatchSize { get; set; }

    /// <summary>0 acquires whole batches, 1 keeps to the limit of records (KIP-1206).</summary>
    [Field("2+", Ignorable = true)]
    public sbyte ShareAcquireMode { get; set; }

    /// <summary>Whether some acknowledgement renews a lock (KIP-1222); nothing is fetched then.</summary>
    [Field("2+")]
    public bool IsRenewAck { get; set; }

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<FetchTopic> Topics { get; set; } = [];

    /// <summary>Partitions that leave the share session.</summary>
    [Field("0+")]
    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class FetchTopic
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<FetchPartition> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field ForgottenTopicsData.</summary>
    public sealed partial class ForgottenTopic
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class FetchPartition
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Ranges of offsets with their outcomes, in order.</summary>
        [Field("0+")]
        public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    /// <summary>One value of the field AcknowledgementBatches.</summary>
    public sealed partial class AcknowledgementBatch
    {
        /// <summary>First offset of the range.</summary>
        [Field("0+")]
        public long FirstOffset { get; set; }

        /// <summary>Last offset of the range, itself included.</summary>
        [Field("0+")]
        public long LastOffset { get; set; }

        /// <summary>Outcome of each offset, or one for all: 0 gap, 1 accept, 2 release, 3 reject, 4 renew.</summary>
        [Field("0+")]
        public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }
}
