namespace TypedStreams.Protocol.Messages;

/// <summary>Gets a producer id and epoch, and fences older instances of the transactional id.</summary>
[ApiMessage(ApiKey.InitProducerId, MessageKind.Request, "0-5", FlexibleVersions = "2+")]
public sealed partial class InitProducerIdRequest
{
    /// <summary>Transactional id; null for a producer that is only idempotent.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? TransactionalId { get; set; } = "";

    /// <summary>Milliseconds after which the coordinator aborts an open transaction.</summary>
    [Field("0+")]
    public int TransactionTimeoutMs { get; set; }

    /// <summary>Producer id the producer has when it asks again after an error; -1 at first.</summary>
    [Field("3+")]
    public long ProducerId { get; set; } = -1;

    /// <summary>Epoch the producer has when it asks again after an error; -1 at first.</summary>
    [Field("3+")]
    public short ProducerEpoch { get; set; } = -1;
}
