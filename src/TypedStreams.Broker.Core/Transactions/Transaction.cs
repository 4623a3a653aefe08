using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Transactions;

/// <summary>One transactional id in memory: what is written of it, and what is on its way.</summary>
internal sealed class Transaction(string transactionalId)
{
    internal string TransactionalId { get; } = transactionalId;

    /// <summary>What the log says; null until the first record is committed.</summary>
    internal TransactionImage? Image { get; set; }

    /// <summary>A record is on its way; nothing else may change the id until it is committed.</summary>
    internal bool IsChanging { get; set; }

    /// <summary>The open transaction's time was up while a record was on its way.</summary>
    internal bool IsOverdue { get; set; }

    internal TransactionTimer? Timer { get; set; }

    /// <summary>First writes that wait until the id stops changing; in order of arrival.</summary>
    internal List<Admission> Parked { get; } = [];
}

/// <summary>A partition that is about to take the first records of a transaction.</summary>
/// <param name="ProducerId">The batch's producer.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="Partition">Where it writes.</param>
/// <param name="Adds">
/// Whether the partition joins the transaction by this (version 2), or must be part of it already.
/// </param>
/// <param name="Token">Who waits.</param>
internal readonly record struct Admission(
    long ProducerId, short ProducerEpoch, TopicPartition Partition, bool Adds, ReplyToken Token);
