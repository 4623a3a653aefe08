namespace TypedStreams.Protocol.Messages;

/// <summary>Who a member of a share group is and what it subscribes to; a missing value removes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 10)]
public sealed partial class ShareGroupMemberMetadataValue
{
    /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Name that the member's client gives itself.</summary>
    [Field("0+")]
    public string ClientId { get; set; } = "";

    /// <summary>Address of the member.</summary>
    [Field("0+")]
    public string ClientHost { get; set; } = "";

    /// <summary>Topics the member subscribes to by name.</summary>
    [Field("0+")]
    public List<string> SubscribedTopicNames { get; set; } = [];
}
