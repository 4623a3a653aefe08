using TypedStreams.Protocol;

namespace TypedStreams.Broker.Transactions;

/// <summary>The transactional side of a produce request.</summary>
/// <param name="Gate">Who is asked before a first write.</param>
/// <param name="TransactionalId">Who the producer speaks for.</param>
/// <param name="Version">The request's version.</param>
internal sealed record ProduceTransaction(TransactionGate Gate, string TransactionalId, short Version)
{
    private const short FirstVersionThatAdds = 12;
    private const short FirstVersionWithAbortable = 11;

    /// <summary>Whether a first write adds its partition to the transaction (KIP-890).</summary>
    internal bool AddsPartitions => Version >= FirstVersionThatAdds;

    /// <summary>The gate's error in the words that producers of this version understand.</summary>
    internal ErrorCode Translate(ErrorCode error) => error switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionAbortable when Version < FirstVersionWithAbortable => ErrorCode.InvalidTxnState,
        ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable => ErrorCode.NotEnoughReplicas,
        _ => error,
    };
}
