// What the partitions of an exactly-once group share: where outputs go, and the transactional producers of assigned
// partitions, from the moment they take their ids over (before positions are read) until the partitions are let go.
// Called by the consumer's rebalance loop, and by the group's start and stop; never at once for one partition.

using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Consuming;
using TypedStreams.Producing;
using TypedStreams.Protocol;

namespace TypedStreams.Pipelines;

internal sealed class GroupPipeline
{
    /// <summary>Transactional ids that are taken over at once: each costs the coordinator a write to its log.</summary>
    private const int TakeOversAtOnce = 16;

    private readonly ConcurrentDictionary<TopicPartition, PartitionTransactions> _transactions = new();
    private readonly string _group;
    private readonly FrozenDictionary<Type, MessageRoute> _routes;
    private readonly KafkaClient _kafka;
    private readonly KafkaConsumer _consumer;
    private readonly TypedStreamsOptions _options;
    private readonly PipelineJournal _journal;

    private GroupPipeline(
        string group,
        FrozenDictionary<Type, MessageRoute> routes,
        KafkaClient kafka,
        KafkaConsumer consumer,
        TypedStreamsOptions options,
        PipelineJournal journal)
    {
        _group = group;
        _routes = routes;
        _kafka = kafka;
        _consumer = consumer;
        _options = options;
        _journal = journal;
    }

    /// <summary>Settles where outputs go: topics are created where that is asked for, schemas registered.</summary>
    internal static async Task<GroupPipeline> OpenAsync(
        string group,
        IReadOnlyCollection<OutputType> outputs,
        StreamsConnection connection,
        KafkaConsumer consumer,
        ILogger logger,
        CancellationToken cancellationToken) =>
        new(
            group,
            await OutputType.OpenAllAsync(outputs, connection, cancellationToken),
            await connection.GetKafkaAsync(cancellationToken),
            consumer,
            connection.Options,
            new PipelineJournal(group, logger));

    /// <summary>Fences earlier owners of the partitions and aborts what they left open.</summary>
    /// <exception cref="KafkaException">A coordinator refused, or could not be reached in time.</exception>
    internal async Task TakeOverAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        await ReleaseAsync([.. _transactions.Keys]);
        await Parallel.ForEachAsync(
            partitions,
            new ParallelOptions { MaxDegreeOfParallelism = TakeOversAtOnce },
            async (partition, cancellationToken) =>
            {
                var transactions = new PartitionTransactions(_kafka, _consumer, _group, partition, _options);
                _transactions[partition] = transactions;
                await transactions.OpenAsync(cancellationToken);
            });
    }

    /// <summary>The worker of a partition whose id was taken over; owns the partition's producer from now on.</summary>
    internal PartitionWorker NewWorker<THandler>(
        TopicPartition partition, TopicHandling<THandler> topic, IPartitionOwner owner)
        where THandler : class
    {
        _transactions.TryRemove(partition, out var transactions);
        transactions!.Assigned(_consumer.GroupMetadata);
        return new PipelineWorker<THandler>(
            partition, topic, owner, transactions, new PipelineOutput(_routes), _journal, _options);
    }

    /// <summary>Lets go of producers that no worker has taken.</summary>
    internal async Task ReleaseAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_transactions.TryRemove(partition, out var transactions))
            {
                await transactions.DisposeAsync();
            }
        }
    }
}
