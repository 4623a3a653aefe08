namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="UpdateFeaturesRequest"/>: one outcome a feature.</summary>
[ApiMessage(ApiKey.UpdateFeatures, MessageKind.Response, "0-2", FlexibleVersions = "0+")]
public sealed partial class UpdateFeaturesResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>One result an item of the request.</summary>
    [Field("0-1", Ignorable = true)]
    public List<UpdatableFeatureResult> Results { get; set; } = [];

    /// <summary>One entry of <see cref="Results"/>.</summary>
    public sealed partial class UpdatableFeatureResult
    {
        /// <summary>Name of the feature, for example transaction.version.</summary>
        [Field("0+")]
        public string Feature { get; set; } = "";

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; } = "";
    }
}
