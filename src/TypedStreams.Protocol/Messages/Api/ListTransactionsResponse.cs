namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="ListTransactionsRequest"/>: the transactions that match.</summary>
[ApiMessage(ApiKey.ListTransactions, MessageKind.Response, "0-2", FlexibleVersions = "0+")]
public sealed partial class ListTransactionsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Filters the broker did not know.</summary>
    [Field("0+")]
    public List<string> UnknownStateFilters { get; set; } = [];

    /// <summary>The transactions.</summary>
    [Field("0+")]
    public List<TransactionListing> TransactionStates { get; set; } = [];

    /// <summary>One entry of <see cref="TransactionStates"/>.</summary>
    public sealed partial class TransactionListing
    {
        /// <summary>Transactional id of the producer.</summary>
        [Field("0+")]
        public string TransactionalId { get; set; } = "";

        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>State of the transaction, for example Ongoing, PrepareCommit or CompleteAbort.</summary>
        [Field("0+")]
        public string TransactionState { get; set; } = "";
    }
}
