// The one table of what an error code means within a transaction. A code may mean another thing than elsewhere: the
// offsets of a generation that is over cost a consumer its partitions, but a transaction only has to be aborted.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>What was asked when the code came back.</summary>
internal enum TransactionStep
{
    /// <summary>A producer id and epoch.</summary>
    Initialize,

    /// <summary>A partition, or a group's offsets, as part of the transaction.</summary>
    Add,

    /// <summary>Records of the transaction.</summary>
    Produce,

    /// <summary>Offsets of the transaction.</summary>
    CommitOffsets,

    /// <summary>Commit or abort.</summary>
    End,
}

/// <summary>Maps error codes to what the producer does next.</summary>
internal static class TransactionErrors
{
    public static KafkaErrorKind KindOf(TransactionStep step, ErrorCode code) => code switch
    {
        // The epoch is not the newest: another instance has the id, or the coordinator gave up on a transaction that
        // was open too long. Only the end of the transaction tells which, so what comes before leads there. Asking
        // for an epoch would tell as well, but Kafka's coordinator aborts the other instance's transaction for it.
        ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch =>
            step is TransactionStep.Initialize or TransactionStep.End ? KafkaErrorKind.Fenced : KafkaErrorKind.Abort,

        // The coordinator (KIP-890) has aborted by itself: it takes the commit for a repeated abort with another mind.
        ErrorCode.InvalidTxnState when step == TransactionStep.End => KafkaErrorKind.Abort,
        ErrorCode.TransactionAbortable => KafkaErrorKind.Abort,
        ErrorCode.OperationNotAttempted or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping
            when step is not (TransactionStep.Initialize or TransactionStep.End) => KafkaErrorKind.Abort,
        ErrorCode.UnknownMemberId
            or ErrorCode.IllegalGeneration
            or ErrorCode.StaleMemberEpoch
            or ErrorCode.FencedMemberEpoch
            or ErrorCode.FencedInstanceId
            or ErrorCode.GroupAuthorizationFailed
            when step == TransactionStep.CommitOffsets => KafkaErrorKind.Abort,
        ErrorCode.GroupAuthorizationFailed or ErrorCode.TopicAuthorizationFailed
            when step == TransactionStep.Add => KafkaErrorKind.Abort,
        ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed
            or ErrorCode.UnsupportedVersion => KafkaErrorKind.Fatal,
        _ when step == TransactionStep.Produce => KafkaErrorKind.Abort, // retries are over when a batch fails
        _ => ErrorTable.IsRetriable(code) ? KafkaErrorKind.Retriable : KafkaErrorKind.Fatal,
    };
}
