// DescribeTransactions and ListTransactions: what administrators see.
using System.Text.RegularExpressions;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeTransactionsResponse;
using static TypedStreams.Protocol.Messages.ListTransactionsResponse;

namespace TypedStreams.Broker.Core.Transactions;

public sealed partial class TransactionCoordinator
{
    /// <summary>One id; TransactionalIdNotFound when it is unknown, InvalidRequest when it is empty.</summary>
    public TransactionDescription Describe(string transactionalId)
    {
        var description = new TransactionDescription { TransactionalId = transactionalId };
        if (transactionalId.Length == 0)
        {
            description.ErrorCode = ErrorCode.InvalidRequest;
            return description;
        }

        if (!_transactions.TryGetValue(transactionalId, out Transaction? transaction)
            || transaction.Image is not { } image)
        {
            description.ErrorCode = ErrorCode.TransactionalIdNotFound;
            return description;
        }

        description.TransactionState = image.State.ToString();
        description.TransactionTimeoutMs = image.TimeoutMs;
        description.TransactionStartTimeMs = image.StartMs;
        description.ProducerId = image.ProducerId;
        description.ProducerEpoch = image.ProducerEpoch;
        foreach (IGrouping<string, TopicPartition> topic in image.Partitions.GroupBy(partition => partition.Topic))
        {
            description.Topics.Add(new TopicData
            {
                Topic = topic.Key,
                Partitions = [.. topic.Select(partition => partition.Partition)],
            });
        }

        return description;
    }

    /// <summary>The ids that pass every filter of the request, in order of name.</summary>
    /// <param name="request">The filters; an empty one lets all pass.</param>
    /// <param name="pattern">The request's pattern of ids, or null.</param>
    /// <param name="now">The present.</param>
    public IEnumerable<TransactionListing> List(ListTransactionsRequest request, Regex? pattern, CoreTime now) =>
        from transaction in _transactions.Values
        let image = transaction.Image
        where image is not null
            && (request.ProducerIdFilters.Count == 0 || request.ProducerIdFilters.Contains(image.ProducerId))
            && (request.StateFilters.Count == 0 || request.StateFilters.Contains(image.State.ToString()))
            && (request.DurationFilter < 0
                || (image.StartMs >= 0 && now.WallClockMs - image.StartMs > request.DurationFilter))
            && (pattern is null || pattern.IsMatch(transaction.TransactionalId))
        select new TransactionListing
        {
            TransactionalId = transaction.TransactionalId,
            ProducerId = image.ProducerId,
            TransactionState = image.State.ToString(),
        };
}
