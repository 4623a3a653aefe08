namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the sizes and states of a broker's log directories.</summary>
[ApiMessage(ApiKey.DescribeLogDirs, MessageKind.Request, "1-5", FlexibleVersions = "2+")]
public sealed partial class DescribeLogDirsRequest
{
    /// <summary>Topics wanted; null means all of them.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<DescribableLogDirTopic>? Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class DescribableLogDirTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
