namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeQuorumRequest"/>: the leader and the replicas' progress.</summary>
[ApiMessage(ApiKey.DescribeQuorum, MessageKind.Response, "0-2", FlexibleVersions = "0+")]
public sealed partial class DescribeQuorumResponse
{
    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("2+", NullableVersions = "2+", Ignorable = true)]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TopicData> Topics { get; set; } = [];

    /// <summary>Addresses of the quorum's nodes.</summary>
    [Field("2+")]
    public List<Node> Nodes { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TopicData
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<PartitionData> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TopicData.Partitions"/>.</summary>
    public sealed partial class PartitionData
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("2+", NullableVersions = "2+", Ignorable = true)]
        public string? ErrorMessage { get; set; } = "";

        /// <summary>Node id of the leader; -1 when there is none.</summary>
        [Field("0+")]
        public int LeaderId { get; set; }

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; }

        /// <summary>Offset behind the last record that all in-sync replicas have.</summary>
        [Field("0+")]
        public long HighWatermark { get; set; }

        /// <summary>Replicas that vote in the quorum.</summary>
        [Field("0+")]
        public List<ReplicaState> CurrentVoters { get; set; } = [];

        /// <summary>Replicas that follow the quorum without voting.</summary>
        [Field("0+")]
        public List<ReplicaState> Observers { get; set; } = [];
    }

    /// <summary>One entry of <see cref="PartitionData.CurrentVoters"/>.</summary>
    public sealed partial class ReplicaState
    {
        /// <summary>Node id of the follower; -1 for a consumer.</summary>
        [Field("0+")]
        public int ReplicaId { get; set; }

        /// <summary>Id of the log directory that holds the fetching replica (KIP-853).</summary>
        [Field("2+")]
        public Guid ReplicaDirectoryId { get; set; }

        /// <summary>Offset the next record gets; -1 when unknown.</summary>
        [Field("0+")]
        public long LogEndOffset { get; set; }

        /// <summary>When the replica last fetched, in milliseconds since 1970; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public long LastFetchTimestamp { get; set; } = -1;

        /// <summary>When the replica last had everything, in milliseconds since 1970; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public long LastCaughtUpTimestamp { get; set; } = -1;
    }

    /// <summary>One entry of <see cref="Nodes"/>.</summary>
    public sealed partial class Node
    {
        /// <summary>Node id.</summary>
        [Field("2+")]
        public int NodeId { get; set; }

        /// <summary>Addresses, one a listener.</summary>
        [Field("2+")]
        public List<Listener> Listeners { get; set; } = [];
    }

    /// <summary>One entry of <see cref="Node.Listeners"/>.</summary>
    public sealed partial class Listener
    {
        /// <summary>Name of the listener.</summary>
        [Field("2+")]
        public string Name { get; set; } = "";

        /// <summary>Host name or address.</summary>
        [Field("2+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("2+")]
        public ushort Port { get; set; }
    }
}
