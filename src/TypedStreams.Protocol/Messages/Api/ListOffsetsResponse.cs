namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ListOffsetsRequest"/>: one offset a partition.</summary>
[ApiMessage(ApiKey.ListOffsets, MessageKind.Response, "1-11", FlexibleVersions = "6+")]
public sealed partial class ListOffsetsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("2+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<ListOffsetsTopicResponse> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class ListOffsetsTopicResponse
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<ListOffsetsPartitionResponse> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ListOffsetsTopicResponse.Partitions"/>.</summary>
    public sealed partial class ListOffsetsPartitionResponse
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Timestamp of the record found, in milliseconds since 1970; -1 when there is none.</summary>
        [Field("1+")]
        public long Timestamp { get; set; } = -1;

        /// <summary>Offset found; -1 when there is none.</summary>
        [Field("1+")]
        public long Offset { get; set; } = -1;

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("4+")]
        public int LeaderEpoch { get; set; } = -1;
    }
}
