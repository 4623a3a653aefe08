namespace TypedStreams.Protocol.Messages;

/// <summary>What a member of a consumer group (KIP-848) asked for; a missing value deletes the member.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 5)]
public sealed partial class ConsumerGroupMemberMetadataValue
{
    /// <summary>Static member name; null for a dynamic member.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? InstanceId { get; set; }

    /// <summary>Rack of the member; null when it named none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Name the client gives itself in request headers; for logs and quotas only.</summary>
    [Field("0+")]
    public string ClientId { get; set; } = "";

    /// <summary>Address the member connects from.</summary>
    [Field("0+")]
    public string ClientHost { get; set; } = "";

    /// <summary>Topics the member subscribes to by name.</summary>
    [Field("0+")]
    public List<string> SubscribedTopicNames { get; set; } = [];

    /// <summary>Expression of the topics that the member subscribes to; null for none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? SubscribedTopicRegex { get; set; }

    /// <summary>Milliseconds the member may take to give partitions up.</summary>
    [Field("0+")]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>Assignor that the member asked for; null for any.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ServerAssignor { get; set; }

    /// <summary>Set while the member speaks the classic protocol; else null.</summary>
    [Field("0+", NullableVersions = "0+", Tag = 0)]
    public ClassicMember? ClassicMemberMetadata { get; set; }

    /// <summary>The value of <see cref="ClassicMemberMetadata"/>.</summary>
    public sealed partial class ClassicMember
    {
        /// <summary>Milliseconds without a heartbeat after which the member is removed.</summary>
        [Field("0+")]
        public int SessionTimeoutMs { get; set; }

        /// <summary>The protocols that the member offers, most preferred first.</summary>
        [Field("0+")]
        public List<ClassicProtocol> SupportedProtocols { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ClassicMember.SupportedProtocols"/>.</summary>
    public sealed partial class ClassicProtocol
    {
        /// <summary>Name of the protocol.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The member's subscription under it; opaque.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
