namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="InitProducerIdRequest"/>: the producer id and epoch.</summary>
[ApiMessage(ApiKey.InitProducerId, MessageKind.Response, "0-5", FlexibleVersions = "2+")]
public sealed partial class InitProducerIdResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>
    /// Outcome; None on success. CONCURRENT_TRANSACTIONS, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR: retry;
    /// PRODUCER_FENCED, INVALID_TRANSACTION_TIMEOUT, TRANSACTIONAL_ID_AUTHORIZATION_FAILED: fatal.
    /// </summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Id of the producer; -1 for none.</summary>
    [Field("0+")]
    public long ProducerId { get; set; } = -1;

    /// <summary>
    /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
    /// </summary>
    [Field("0+")]
    public short ProducerEpoch { get; set; }
}
