namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="OffsetForLeaderEpochRequest"/>: the epochs' ends.</summary>
[ApiMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Response, "2-4", FlexibleVersions = "4+")]
public sealed partial class OffsetForLeaderEpochResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("2+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetForLeaderTopicResult> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetForLeaderTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<EpochEndOffset> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetForLeaderTopicResult.Partitions"/>.</summary>
    public sealed partial class EpochEndOffset
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>Largest epoch the broker knows that is not newer than the one asked for; -1 when unknown.</summary>
        [Field("1+", Ignorable = true)]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>Offset at which that epoch ends: the reader's log past it has diverged. -1 when unknown.</summary>
        [Field("0+")]
        public long EndOffset { get; set; } = -1;
    }
}
