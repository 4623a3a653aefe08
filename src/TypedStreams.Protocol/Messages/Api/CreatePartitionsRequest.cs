namespace TypedStreams.Protocol.Messages;

/// <summary>Adds partitions to topics.</summary>
[ApiMessage(ApiKey.CreatePartitions, MessageKind.Request, "0-3", FlexibleVersions = "2+")]
public sealed partial class CreatePartitionsRequest
{
    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<CreatePartitionsTopic> Topics { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>True to check the request and change nothing.</summary>
    [Field("0+")]
    public bool ValidateOnly { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class CreatePartitionsTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions the topic shall have afterwards; must be more than it has.</summary>
        [Field("0+")]
        public int Count { get; set; }

        /// <summary>Replicas of the new partitions, chosen by hand; null lets the broker choose.</summary>
        [Field("0+", NullableVersions = "0+")]
        public List<CreatePartitionsAssignment>? Assignments { get; set; } = [];
    }

    /// <summary>One entry of <see cref="CreatePartitionsTopic.Assignments"/>.</summary>
    public sealed partial class CreatePartitionsAssignment
    {
        /// <summary>Node ids that shall hold the partition; the first becomes its preferred leader.</summary>
        [Field("0+")]
        public List<int> BrokerIds { get; set; } = [];
    }
}
