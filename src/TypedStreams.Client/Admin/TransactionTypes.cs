// What the administrative calls about transactions answer with.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>A transactional id, as a list shows it.</summary>
/// <param name="TransactionalId">The id that the application chose.</param>
/// <param name="CoordinatorId">The broker that coordinates it.</param>
/// <param name="ProducerId">The producer that speaks for it.</param>
/// <param name="State">Kafka's name of its state, for example <c>Ongoing</c> or <c>CompleteCommit</c>.</param>
public sealed record ListedTransaction(string TransactionalId, int CoordinatorId, long ProducerId, string State);

/// <summary>A transactional id and its newest transaction.</summary>
/// <param name="TransactionalId">The id that the application chose.</param>
/// <param name="CoordinatorId">The broker that coordinates it.</param>
/// <param name="ProducerId">The producer that speaks for it.</param>
/// <param name="ProducerEpoch">The epoch that may speak.</param>
/// <param name="State">Kafka's name of its state.</param>
/// <param name="TimeoutMs">How long its transactions may stay open, in milliseconds.</param>
/// <param name="StartMs">When the open transaction began, milliseconds since 1970; -1 when none was begun.</param>
/// <param name="Partitions">The partitions of the open transaction.</param>
public sealed record TransactionDescription(
    string TransactionalId,
    int CoordinatorId,
    long ProducerId,
    short ProducerEpoch,
    string State,
    int TimeoutMs,
    long StartMs,
    IReadOnlyList<TopicPartition> Partitions);

/// <summary>A producer that has written to a partition with an id.</summary>
/// <param name="ProducerId">The producer.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="CoordinatorEpoch">Epoch of the coordinator that wrote its last marker; -1 when none did.</param>
/// <param name="LastSequence">Sequence number of its last record; -1 when unknown.</param>
/// <param name="LastTimestampMs">Time of its last batch, milliseconds since 1970.</param>
/// <param name="TransactionStartOffset">First offset of its open transaction; -1 when none is open.</param>
public sealed record ProducerDescription(
    long ProducerId,
    short ProducerEpoch,
    int CoordinatorEpoch,
    int LastSequence,
    long LastTimestampMs,
    long TransactionStartOffset);
