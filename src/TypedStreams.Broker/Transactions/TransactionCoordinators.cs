using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;

namespace TypedStreams.Broker.Transactions;

/// <summary>The coordinators of transactions, on the partitions of <c>__transaction_state</c>.</summary>
internal sealed class TransactionCoordinators(
    PartitionDirectory partitions,
    MetadataService metadata,
    ClusterController controller,
    BrokerConfig config,
    MarkerWriter markers,
    ProducerIds producerIds)
    : CoordinatorTopic<TransactionHost>(
        InternalTopics.TransactionState, config.TransactionTopicPartitions, partitions, metadata, controller, config)
{
    private readonly BrokerConfig _config = config;

    protected override TransactionHost Create(PartitionHost partition) =>
        new(partition, _config.Transactions, markers, producerIds);
}
