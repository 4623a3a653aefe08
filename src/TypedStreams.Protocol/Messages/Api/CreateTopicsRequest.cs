namespace TypedStreams.Protocol.Messages;

/// <summary>Creates topics.</summary>
[ApiMessage(ApiKey.CreateTopics, MessageKind.Request, "2-7", FlexibleVersions = "5+")]
public sealed partial class CreateTopicsRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<CreatableTopic> Topics { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>True to check the request and change nothing.</summary>
    [Field("1+")]
    public bool ValidateOnly { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class CreatableTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Number of partitions; -1 for the broker's default.</summary>
        [Field("0+")]
        public int NumPartitions { get; set; }

        /// <summary>Replicas a partition; -1 for the broker's default.</summary>
        [Field("0+")]
        public short ReplicationFactor { get; set; }

        /// <summary>Replicas chosen by hand, one entry a partition; empty lets the broker choose.</summary>
        [Field("0+")]
        public List<CreatableReplicaAssignment> Assignments { get; set; } = [];

        /// <summary>Configuration entries.</summary>
        [Field("0+")]
        public List<CreatableTopicConfig> Configs { get; set; } = [];
    }

    /// <summary>One entry of <see cref="CreatableTopic.Assignments"/>.</summary>
    public sealed partial class CreatableReplicaAssignment
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Node ids that shall hold the partition; the first becomes its preferred leader.</summary>
        [Field("0+")]
        public List<int> BrokerIds { get; set; } = [];
    }

    /// <summary>One entry of <see cref="CreatableTopic.Configs"/>.</summary>
    public sealed partial class CreatableTopicConfig
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The value; null when there is none.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Value { get; set; } = "";
    }
}
