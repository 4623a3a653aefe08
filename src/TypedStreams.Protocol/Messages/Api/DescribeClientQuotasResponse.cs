namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeClientQuotasRequest"/>: the matching quotas.</summary>
[ApiMessage(ApiKey.DescribeClientQuotas, MessageKind.Response, "0-1", FlexibleVersions = "1+")]
public sealed partial class DescribeClientQuotasResponse
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

    /// <summary>Quota entries.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<EntryData>? Entries { get; set; } = [];

    /// <summary>One entry of <see cref="Entries"/>.</summary>
    public sealed partial class EntryData
    {
        /// <summary>What the quota is for: one part each of user, client-id or ip.</summary>
        [Field("0+")]
        public List<EntityData> Entity { get; set; } = [];

        /// <summary>Quotas of the entity.</summary>
        [Field("0+")]
        public List<ValueData> Values { get; set; } = [];
    }

    /// <summary>One entry of <see cref="EntryData.Entity"/>.</summary>
    public sealed partial class EntityData
    {
        /// <summary>Kind of entity: user, client-id or ip.</summary>
        [Field("0+")]
        public string EntityType { get; set; } = "";

        /// <summary>Name of the entity; null means the default entity.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? EntityName { get; set; } = "";
    }

    /// <summary>One entry of <see cref="EntryData.Values"/>.</summary>
    public sealed partial class ValueData
    {
        /// <summary>Name of the quota, for example producer_byte_rate.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Limit in the quota's unit.</summary>
        [Field("0+")]
        public double Value { get; set; }
    }
}
