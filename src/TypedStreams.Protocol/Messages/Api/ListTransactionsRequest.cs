namespace TypedStreams.Protocol.Messages;

/// <summary>Lists the transactions of one coordinator.</summary>
[ApiMessage(ApiKey.ListTransactions, MessageKind.Request, "0-2", FlexibleVersions = "0+")]
public sealed partial class ListTransactionsRequest
{
    /// <summary>Only transactions in these states; empty means all.</summary>
    [Field("0+")]
    public List<string> StateFilters { get; set; } = [];

    /// <summary>Only transactions of these producer ids; empty means all.</summary>
    [Field("0+")]
    public List<long> ProducerIdFilters { get; set; } = [];

    /// <summary>Only transactions open for longer than this many milliseconds; negative turns the filter off.</summary>
    [Field("1+")]
    public long DurationFilter { get; set; } = -1;

    /// <summary>RE2 expression that transactional ids must match; null or empty for all (KIP-1152).</summary>
    [Field("2+", NullableVersions = "2+")]
    public string? TransactionalIdPattern { get; set; }
}
