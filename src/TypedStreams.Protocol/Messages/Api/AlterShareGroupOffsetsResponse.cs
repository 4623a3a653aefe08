namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="AlterShareGroupOffsetsRequest"/>.</summary>
[ApiMessage(ApiKey.AlterShareGroupOffsets, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class AlterShareGroupOffsetsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<AlterShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    /// <summary>One value of the field Responses.</summary>
    public sealed partial class AlterShareGroupOffsetsResponseTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<AlterShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class AlterShareGroupOffsetsResponsePartition
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }
    }
}
