namespace TypedStreams.Protocol.Messages;

/// <summary>Asks for the state of transactions.</summary>
[ApiMessage(ApiKey.DescribeTransactions, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeTransactionsRequest
{
    /// <summary>Transactional ids.</summary>
    [Field("0+")]
    public List<string> TransactionalIds { get; set; } = [];
}
