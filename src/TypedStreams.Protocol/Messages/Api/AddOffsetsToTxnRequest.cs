namespace TypedStreams.Protocol.Messages;

/// <summary>Adds a group's offsets partition to a transaction.</summary>
[ApiMessage(ApiKey.AddOffsetsToTxn, MessageKind.Request, "0-4", FlexibleVersions = "3+")]
public sealed partial class AddOffsetsToTxnRequest
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

    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";
}
