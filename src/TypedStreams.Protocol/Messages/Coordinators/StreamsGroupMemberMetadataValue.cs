namespace TypedStreams.Protocol.Messages;

/// <summary>What a member of a streams group is; a missing value removes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 19)]
public sealed partial class StreamsGroupMemberMetadataValue
{
    /// <summary>Instance id of a static member; null when it is dynamic.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? InstanceId { get; set; }

    /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Name that the member's client gives itself.</summary>
    [Field("0+")]
    public string ClientId { get; set; } = "";

    /// <summary>Address of the member.</summary>
    [Field("0+")]
    public string ClientHost { get; set; } = "";

    /// <summary>Milliseconds the member may take to give tasks up; -1 when unchanged.</summary>
    [Field("0+")]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>Epoch of the topology that the member runs.</summary>
    [Field("0+")]
    public int TopologyEpoch { get; set; }

    /// <summary>Process that the member belongs to; threads of one process share it.</summary>
    [Field("0+")]
    public string ProcessId { get; set; } = "";

    /// <summary>Where its process answers queries of its state; null when nowhere or unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public Endpoint? UserEndpoint { get; set; }

    /// <summary>Tags of the member, for placing standby tasks apart.</summary>
    [Field("0+")]
    public List<KeyValue> ClientTags { get; set; } = [];

    /// <summary>One value of the field UserEndpoint.</summary>
    public sealed partial class Endpoint
    {
        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>Port.</summary>
        [Field("0+")]
        public ushort Port { get; set; }
    }

    /// <summary>One value of the field ClientTags.</summary>
    public sealed partial class KeyValue
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Value of the entry.</summary>
        [Field("0+")]
        public string Value { get; set; } = "";
    }
}
