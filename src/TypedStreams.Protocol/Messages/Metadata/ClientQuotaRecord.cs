namespace TypedStreams.Protocol.Messages;

/// <summary>A quota was set or removed.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 14)]
public sealed partial class ClientQuotaRecord
{
    /// <summary>What the quota is for: one part each of user, client-id or ip.</summary>
    [Field("0+")]
    public List<EntityData> Entity { get; set; } = [];

    /// <summary>Name of the quota, for example producer_byte_rate.</summary>
    [Field("0+")]
    public string Key { get; set; } = "";

    /// <summary>Limit in the quota's unit; meaningless when removed.</summary>
    [Field("0+")]
    public double Value { get; set; }

    /// <summary>True to remove the quota instead of setting it.</summary>
    [Field("0+")]
    public bool Remove { get; set; }

    /// <summary>One entry of <see cref="Entity"/>.</summary>
    public sealed partial class EntityData
    {
        /// <summary>Kind of entity: user, client-id or ip.</summary>
        [Field("0+")]
        public string EntityType { get; set; } = "";

        /// <summary>Name of the entity; null means the default entity.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? EntityName { get; set; } = "";
    }
}
