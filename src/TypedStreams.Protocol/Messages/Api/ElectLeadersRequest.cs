namespace TypedStreams.Protocol.Messages;

/// <summary>Starts leader elections.</summary>
[ApiMessage(ApiKey.ElectLeaders, MessageKind.Request, "0-2", FlexibleVersions = "2+")]
public sealed partial class ElectLeadersRequest
{
    /// <summary>Kind of election: 0 preferred leader, 1 unclean.</summary>
    [Field("1+")]
    public sbyte ElectionType { get; set; }

    /// <summary>Partitions to elect leaders for; null means all of them.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<ElectionTopic>? TopicPartitions { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>One entry of <see cref="TopicPartitions"/>.</summary>
    public sealed partial class ElectionTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
