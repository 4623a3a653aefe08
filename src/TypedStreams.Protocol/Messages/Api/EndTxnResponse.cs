namespace TypedStreams.Protocol.Messages;

/// <summary>
/// The answer to <see cref="EndTxnRequest"/>: the outcome, and the epoch for the next transaction.
/// </summary>
[ApiMessage(ApiKey.EndTxn, MessageKind.Response, "0-5", FlexibleVersions = "3+")]
public sealed partial class EndTxnResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>
    /// Outcome; None on success. CONCURRENT_TRANSACTIONS, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR: retry;
    /// PRODUCER_FENCED, INVALID_PRODUCER_EPOCH: fatal; INVALID_TXN_STATE: a client error.
    /// </summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Producer id for the next transaction (transaction version 2); -1 in older versions.</summary>
    [Field("5+", Ignorable = true)]
    public long ProducerId { get; set; } = -1;

    /// <summary>Epoch for the next transaction (transaction version 2); -1 in older versions.</summary>
    [Field("5+", Ignorable = true)]
    public short ProducerEpoch { get; set; } = -1;
}
