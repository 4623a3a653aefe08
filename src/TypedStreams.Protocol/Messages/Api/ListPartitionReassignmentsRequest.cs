namespace TypedStreams.Protocol.Messages;

/// <summary>Lists the partitions that are being moved (KIP-455).</summary>
[ApiMessage(ApiKey.ListPartitionReassignments, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class ListPartitionReassignmentsRequest
{
    /// <summary>Most milliseconds to wait for completion.</summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>Topics to look at; null asks for all.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<ListPartitionReassignmentsTopics>? Topics { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class ListPartitionReassignmentsTopics
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> PartitionIndexes { get; set; } = [];
    }
}
