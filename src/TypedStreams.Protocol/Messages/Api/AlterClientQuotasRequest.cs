namespace TypedStreams.Protocol.Messages;

/// <summary>Sets and removes quotas.</summary>
[ApiMessage(ApiKey.AlterClientQuotas, MessageKind.Request, "0-1", FlexibleVersions = "1+")]
public sealed partial class AlterClientQuotasRequest
{
    /// <summary>Quota entries.</summary>
    [Field("0+")]
    public List<EntryData> Entries { get; set; } = [];

    /// <summary>True to check the request and change nothing.</summary>
    [Field("0+")]
    public bool ValidateOnly { get; set; }

    /// <summary>One entry of <see cref="Entries"/>.</summary>
    public sealed partial class EntryData
    {
        /// <summary>What the quota is for: one part each of user, client-id or ip.</summary>
        [Field("0+")]
        public List<EntityData> Entity { get; set; } = [];

        /// <summary>Changes to the entity's quotas.</summary>
        [Field("0+")]
        public List<OpData> Ops { get; set; } = [];
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

    /// <summary>One entry of <see cref="EntryData.Ops"/>.</summary>
    public sealed partial class OpData
    {
        /// <summary>Name of the quota, for example producer_byte_rate.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Limit in the quota's unit; meaningless when removed.</summary>
        [Field("0+")]
        public double Value { get; set; }

        /// <summary>True to remove the quota instead of setting it.</summary>
        [Field("0+")]
        public bool Remove { get; set; }
    }
}
