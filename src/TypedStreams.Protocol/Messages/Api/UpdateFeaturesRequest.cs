namespace TypedStreams.Protocol.Messages;

/// <summary>Raises or lowers finalized feature levels.</summary>
[ApiMessage(ApiKey.UpdateFeatures, MessageKind.Request, "0-2", FlexibleVersions = "0+")]
public sealed partial class UpdateFeaturesRequest
{
    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; } = 60000;

    /// <summary>Features to change.</summary>
    [Field("0+")]
    public List<FeatureUpdateKey> FeatureUpdates { get; set; } = [];

    /// <summary>True to check the request and change nothing.</summary>
    [Field("1+")]
    public bool ValidateOnly { get; set; }

    /// <summary>One entry of <see cref="FeatureUpdates"/>.</summary>
    public sealed partial class FeatureUpdateKey
    {
        /// <summary>Name of the feature, for example transaction.version.</summary>
        [Field("0+")]
        public string Feature { get; set; } = "";

        /// <summary>Level to finalize; below 1 removes the feature.</summary>
        [Field("0+")]
        public short MaxVersionLevel { get; set; }

        /// <summary>True when the level may go down; versions before UpgradeType.</summary>
        [Field("0")]
        public bool AllowDowngrade { get; set; }

        /// <summary>1 upgrade only, 2 safe downgrade, 3 unsafe downgrade.</summary>
        [Field("1+")]
        public sbyte UpgradeType { get; set; } = 1;
    }
}
