namespace TypedStreams.Protocol.Messages;

/// <summary>A broker registered.</summary>
[DataMessage("0-4", FlexibleVersions = "0+", RecordType = 0)]
public sealed partial class RegisterBrokerRecord
{
    /// <summary>Node id of the broker.</summary>
    [Field("0+")]
    public int BrokerId { get; set; }

    /// <summary>Always false; a remnant of the ZooKeeper migration.</summary>
    [Field("2+")]
    public bool IsMigratingZkBroker { get; set; }

    /// <summary>Random id of this start of the process.</summary>
    [Field("0+")]
    public Guid IncarnationId { get; set; }

    /// <summary>Registration epoch of the broker; grows with every registration.</summary>
    [Field("0+")]
    public long BrokerEpoch { get; set; }

    /// <summary>Addresses the broker listens on.</summary>
    [Field("0+")]
    public List<BrokerEndpoint> EndPoints { get; set; } = [];

    /// <summary>Feature level ranges the node supports.</summary>
    [Field("0+")]
    public List<BrokerFeature> Features { get; set; } = [];

    /// <summary>Rack of the node; null when it has none.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? Rack { get; set; } = "";

    /// <summary>True while the broker may lead nothing and is hidden from clients.</summary>
    [Field("0+")]
    public bool Fenced { get; set; } = true;

    /// <summary>True once the broker asked to shut down and gives its leaderships away.</summary>
    [Field("1+")]
    public bool InControlledShutdown { get; set; }

    /// <summary>Log directory ids.</summary>
    [Field("3+", Tag = 0)]
    public List<Guid> LogDirs { get; set; } = [];

    /// <summary>Log directories that take no new replicas; null means unchanged or none (KIP-1066).</summary>
    [Field("4+", NullableVersions = "4+", Tag = 1)]
    public List<Guid>? CordonedLogDirs { get; set; }

    /// <summary>One entry of <see cref="EndPoints"/>.</summary>
    public sealed partial class BrokerEndpoint
    {
        /// <summary>Name of the listener.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("0+")]
        public ushort Port { get; set; }

        /// <summary>0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL.</summary>
        [Field("0+")]
        public short SecurityProtocol { get; set; }
    }

    /// <summary>One entry of <see cref="Features"/>.</summary>
    public sealed partial class BrokerFeature
    {
        /// <summary>Name of the feature.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Lowest level supported.</summary>
        [Field("0+")]
        public short MinSupportedVersion { get; set; }

        /// <summary>Highest level supported.</summary>
        [Field("0+")]
        public short MaxSupportedVersion { get; set; }
    }
}
