namespace TypedStreams.Protocol.Messages;

/// <summary>Key of a transaction in __transaction_state.</summary>
[DataMessage("0", RecordType = 0)]
public sealed partial class TransactionLogKey
{
    /// <summary>Transactional id of the producer.</summary>
    [Field("0")]
    public string TransactionalId { get; set; } = "";
}
