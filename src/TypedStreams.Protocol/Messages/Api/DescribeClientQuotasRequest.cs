namespace TypedStreams.Protocol.Messages;

/// <summary>Lists quotas that match a filter.</summary>
[ApiMessage(ApiKey.DescribeClientQuotas, MessageKind.Request, "0-1", FlexibleVersions = "1+")]
public sealed partial class DescribeClientQuotasRequest
{
    /// <summary>What each entity must look like to be listed; all must match.</summary>
    [Field("0+")]
    public List<ComponentData> Components { get; set; } = [];

    /// <summary>True to leave out entities with parts that were not asked for.</summary>
    [Field("0+")]
    public bool Strict { get; set; }

    /// <summary>One entry of <see cref="Components"/>.</summary>
    public sealed partial class ComponentData
    {
        /// <summary>Kind of entity: user, client-id or ip.</summary>
        [Field("0+")]
        public string EntityType { get; set; } = "";

        /// <summary>How to match: 0 exact name, 1 the default entity, 2 any.</summary>
        [Field("0+")]
        public sbyte MatchType { get; set; }

        /// <summary>Entity name to match; null unless the match is exact.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Match { get; set; } = "";
    }
}
