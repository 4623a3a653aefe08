namespace TypedStreams.Protocol.Messages;

/// <summary>A block of producer ids was handed to a broker.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 15)]
public sealed partial class ProducerIdsRecord
{
    /// <summary>Node id of the broker.</summary>
    [Field("0+")]
    public int BrokerId { get; set; }

    /// <summary>Registration epoch of the broker; grows with every registration.</summary>
    [Field("0+")]
    public long BrokerEpoch { get; set; } = -1;

    /// <summary>First producer id after the block that was handed out.</summary>
    [Field("0+")]
    public long NextProducerId { get; set; }
}
