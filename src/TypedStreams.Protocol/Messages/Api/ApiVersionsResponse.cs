namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ApiVersionsRequest"/>: the version ranges and feature levels.</summary>
[ApiMessage(ApiKey.ApiVersions, MessageKind.Response, "0-5", FlexibleVersions = "3+")]
public sealed partial class ApiVersionsResponse
{
    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Version ranges that the broker serves, one entry an API.</summary>
    [Field("0+")]
    public List<ApiVersion> ApiKeys { get; set; } = [];

    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Feature level ranges this broker supports.</summary>
    [Field("3+", Tag = 0, Ignorable = true)]
    public List<SupportedFeatureKey> SupportedFeatures { get; set; } = [];

    /// <summary>Metadata offset of the finalized features; -1 when unknown.</summary>
    [Field("3+", Tag = 1, Ignorable = true)]
    public long FinalizedFeaturesEpoch { get; set; } = -1;

    /// <summary>Feature levels the cluster has agreed on.</summary>
    [Field("3+", Tag = 2, Ignorable = true)]
    public List<FinalizedFeatureKey> FinalizedFeatures { get; set; } = [];

    /// <summary>Always false; a remnant of the ZooKeeper migration.</summary>
    [Field("3+", Tag = 3, Ignorable = true)]
    public bool ZkMigrationReady { get; set; }

    /// <summary>One entry of <see cref="ApiKeys"/>.</summary>
    public sealed partial class ApiVersion
    {
        /// <summary>The API this range is for.</summary>
        [Field("0+")]
        public ApiKey ApiKey { get; set; }

        /// <summary>Lowest version served.</summary>
        [Field("0+")]
        public short MinVersion { get; set; }

        /// <summary>Highest version served.</summary>
        [Field("0+")]
        public short MaxVersion { get; set; }
    }

    /// <summary>One entry of <see cref="SupportedFeatures"/>.</summary>
    public sealed partial class SupportedFeatureKey
    {
        /// <summary>Name of the feature.</summary>
        [Field("3+")]
        public string Name { get; set; } = "";

        /// <summary>Lowest version served.</summary>
        [Field("3+")]
        public short MinVersion { get; set; }

        /// <summary>Highest version served.</summary>
        [Field("3+")]
        public short MaxVersion { get; set; }
    }

    /// <summary>One entry of <see cref="FinalizedFeatures"/>.</summary>
    public sealed partial class FinalizedFeatureKey
    {
        /// <summary>Name of the feature.</summary>
        [Field("3+")]
        public string Name { get; set; } = "";

        /// <summary>Highest level.</summary>
        [Field("3+")]
        public short MaxVersionLevel { get; set; }

        /// <summary>Lowest level.</summary>
        [Field("3+")]
        public short MinVersionLevel { get; set; }
    }
}
