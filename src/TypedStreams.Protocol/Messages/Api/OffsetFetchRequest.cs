namespace TypedStreams.Protocol.Messages;

/// <summary>Reads a group's positions.</summary>
[ApiMessage(ApiKey.OffsetFetch, MessageKind.Request, "1-10", FlexibleVersions = "6+")]
public sealed partial class OffsetFetchRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0-7")]
    public string GroupId { get; set; } = "";

    /// <summary>Topics wanted; null means every committed one.</summary>
    [Field("0-7", NullableVersions = "2-7")]
    public List<OffsetFetchRequestTopic>? Topics { get; set; } = [];

    /// <summary>The groups.</summary>
    [Field("8+")]
    public List<OffsetFetchRequestGroup> Groups { get; set; } = [];

    /// <summary>
    /// True to get UNSTABLE_OFFSET_COMMIT (retriable) while a transaction may still change the offset (KIP-447).
    /// </summary>
    [Field("7+")]
    public bool RequireStable { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetFetchRequestTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-7")]
        public string Name { get; set; } = "";

        /// <summary>Partition indexes, from 0.</summary>
        [Field("0-7")]
        public List<int> PartitionIndexes { get; set; } = [];
    }

    /// <summary>One entry of <see cref="Groups"/>.</summary>
    public sealed partial class OffsetFetchRequestGroup
    {
        /// <summary>Id of the group.</summary>
        [Field("8+")]
        public string GroupId { get; set; } = "";

        /// <summary>Member that asks; null for classic groups and for tools.</summary>
        [Field("9+", NullableVersions = "9+", Ignorable = true)]
        public string? MemberId { get; set; }

        /// <summary>Epoch of the member; -1 for classic groups and for tools.</summary>
        [Field("9+", Ignorable = true)]
        public int MemberEpoch { get; set; } = -1;

        /// <summary>Topics wanted; null means every committed one.</summary>
        [Field("8+", NullableVersions = "8+")]
        public List<OffsetFetchRequestTopics>? Topics { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetFetchRequestGroup.Topics"/>.</summary>
    public sealed partial class OffsetFetchRequestTopics
    {
        /// <summary>Topic name.</summary>
        [Field("8-9", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partition indexes, from 0.</summary>
        [Field("8+")]
        public List<int> PartitionIndexes { get; set; } = [];
    }
}
