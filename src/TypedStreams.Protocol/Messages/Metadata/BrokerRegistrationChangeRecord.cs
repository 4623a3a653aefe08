namespace TypedStreams.Protocol.Messages;

/// <summary>A broker's registration changed.</summary>
[DataMessage("0-3", FlexibleVersions = "0+", RecordType = 17)]
public sealed partial class BrokerRegistrationChangeRecord
{
    /// <summary>Node id of the broker.</summary>
    [Field("0+")]
    public int BrokerId { get; set; }

    /// <summary>Registration epoch of the broker; grows with every registration.</summary>
    [Field("0+")]
    public long BrokerEpoch { get; set; }

    /// <summary>-1 unfences the broker, 1 fences it, 0 leaves it as it is.</summary>
    [Field("0+", Tag = 0)]
    public sbyte Fenced { get; set; }

    /// <summary>1 starts the controlled shutdown, 0 leaves it as it is.</summary>
    [Field("1+", Tag = 1)]
    public sbyte InControlledShutdown { get; set; }

    /// <summary>New log directory ids; empty when unchanged.</summary>
    [Field("2+", Tag = 2)]
    public List<Guid> LogDirs { get; set; } = [];

    /// <summary>Log directories that take no new replicas; null means unchanged or none (KIP-1066).</summary>
    [Field("3+", NullableVersions = "3+", Tag = 3)]
    public List<Guid>? CordonedLogDirs { get; set; }
}
