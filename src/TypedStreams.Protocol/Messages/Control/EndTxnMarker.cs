namespace TypedStreams.Protocol.Messages;

/// <summary>Value of the control record that ends a transaction in a partition.</summary>
[DataMessage("0")]
public sealed partial class EndTxnMarker
{
    /// <summary>Leader epoch of the coordinator's log partition; fences a coordinator that was replaced.</summary>
    [Field("0+")]
    public int CoordinatorEpoch { get; set; }
}
