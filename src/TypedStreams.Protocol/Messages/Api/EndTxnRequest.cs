namespace TypedStreams.Protocol.Messages;

/// <summary>Commits or aborts a transaction.</summary>
[ApiMessage(ApiKey.EndTxn, MessageKind.Request, "0-5", FlexibleVersions = "3+")]
public sealed partial class EndTxnRequest
{
    /// <summary>Transactional id of the producer.</summary>
    [Field("0+")]
    public string TransactionalId { get; set; } = "";

    /// <summary>Id of the producer; -1 for none.</summary>
    [Field("0+")]
    public long ProducerId { get; set; }

    /// <summary>
    /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
    /// </summary>
    [Field("0+")]
    public short ProducerEpoch { get; set; }

    /// <summary>True to commit the transaction, false to abort it.</summary>
    [Field("0+")]
    public bool Committed { get; set; }
}
