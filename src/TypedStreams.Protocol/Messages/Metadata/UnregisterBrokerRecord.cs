namespace TypedStreams.Protocol.Messages;

/// <summary>A broker was removed.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 1)]
public sealed partial class UnregisterBrokerRecord
{
    /// <summary>Node id of the broker.</summary>
    [Field("0+")]
    public int BrokerId { get; set; }

    /// <summary>Registration epoch of the broker; grows with every registration.</summary>
    [Field("0+")]
    public long BrokerEpoch { get; set; }
}
