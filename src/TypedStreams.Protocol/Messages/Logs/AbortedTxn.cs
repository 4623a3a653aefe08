namespace TypedStreams.Protocol.Messages;

/// <summary>One entry of a .txnindex file behind its 2-byte version.</summary>
[DataMessage("0")]
public sealed partial class AbortedTxn
{
    /// <summary>Id of the producer; -1 for none.</summary>
    [Field("0+")]
    public long ProducerId { get; set; }

    /// <summary>Offset of the transaction's first record.</summary>
    [Field("0+")]
    public long FirstOffset { get; set; }

    /// <summary>Offset of the abort marker.</summary>
    [Field("0+")]
    public long LastOffset { get; set; }

    /// <summary>Last stable offset when the marker was written.</summary>
    [Field("0+")]
    public long LastStableOffset { get; set; }
}
