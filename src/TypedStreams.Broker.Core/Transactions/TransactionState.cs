namespace TypedStreams.Broker.Core.Transactions;

/// <summary>Where a transactional id stands. The numbers and names are Kafka's, on disk and on the wire.</summary>
public enum TransactionState
{
    /// <summary>A producer is initialized and no transaction has begun.</summary>
    Empty = 0,

    /// <summary>A transaction is open.</summary>
    Ongoing = 1,

    /// <summary>The commit is decided; its markers are being written.</summary>
    PrepareCommit = 2,

    /// <summary>The abort is decided; its markers are being written.</summary>
    PrepareAbort = 3,

    /// <summary>Every marker of the commit is written.</summary>
    CompleteCommit = 4,

    /// <summary>Every marker of the abort is written.</summary>
    CompleteAbort = 5,
}
