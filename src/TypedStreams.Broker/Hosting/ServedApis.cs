// The list of what this node serves. What stands here is advertised, and honoured in full.
using TypedStreams.Broker.ClientMetrics;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Fetching;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Handlers;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Quotas;
using TypedStreams.Broker.Shares;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Hosting;

internal static class ServedApis
{
    internal static ApiTable Create(Parts parts)
    {
        var apis = new ApiTable();
        AddData(apis, parts);
        AddGroups(apis, parts);
        AddTransactions(apis, parts);
        AddTopics(apis, parts);
        var versions = new ApiVersionsHandler(apis, parts.Metadata, parts.ClusterId, parts.NodeId);
        return apis.Serve<ApiVersionsRequest, ApiVersionsResponse>(versions.HandleAsync);
    }

    private static void AddData(ApiTable apis, Parts parts) => apis

        // Versions 0 to 2 are advertised and refused, as Kafka does: old librdkafka compresses only where it sees them.
        .Serve<ProduceRequest, ProduceResponse>(
            minVersion: 0, ProduceRequest.MaxVersion, new ProduceHandler(parts.Partitions, parts.Gate).HandleAsync)
        .Serve<FetchRequest, FetchResponse>(
            new FetchHandler(parts.Partitions, parts.FetchSessions, parts.Config).HandleAsync)
        .Serve<ListOffsetsRequest, ListOffsetsResponse>(new ListOffsetsHandler(parts.Partitions).HandleAsync)
        .Serve<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(
            new LeaderEpochHandler(parts.Partitions).HandleAsync);

    private static void AddGroups(ApiTable apis, Parts parts)
    {
        var shares = new ShareGroupHandlers(
            parts.Coordinators, parts.ShareStates, parts.ShareSettings, parts.Partitions, parts.Metadata);
        AddShares(apis, parts, shares);
        AddStreams(apis, parts);
        var groups = new GroupHandlers(parts.Coordinators, parts.Metadata, shares);
        var offsets = new OffsetHandlers(parts.Coordinators, parts.Partitions);
        var coordinators = new CoordinatorHandlers(
            parts.Metadata, parts.Coordinators, parts.Transactions, parts.ShareStates, parts.NodeId);
        var gate = new FeatureGate(parts.Metadata, Features.GroupVersion);
        apis.Serve<FindCoordinatorRequest, FindCoordinatorResponse>(coordinators.FindAsync)
            .Serve<JoinGroupRequest, JoinGroupResponse>(groups.JoinAsync)
            .Serve<SyncGroupRequest, SyncGroupResponse>(groups.SyncAsync)
            .Serve<HeartbeatRequest, HeartbeatResponse>(groups.HeartbeatAsync)
            .Serve<LeaveGroupRequest, LeaveGroupResponse>(groups.LeaveAsync)
            .Serve(gate.Open<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
                groups.ConsumerHeartbeatAsync, FeatureGate.Refuse))
            .Serve(gate.Open<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(
                groups.DescribeConsumersAsync, FeatureGate.Refuse))
            .Serve<DescribeGroupsRequest, DescribeGroupsResponse>(groups.DescribeAsync)
            .Serve<ListGroupsRequest, ListGroupsResponse>(groups.ListAsync)
            .Serve<DeleteGroupsRequest, DeleteGroupsResponse>(groups.DeleteAsync)
            .Serve<OffsetDeleteRequest, OffsetDeleteResponse>(groups.DeleteOffsetsAsync)
            .Serve<OffsetCommitRequest, OffsetCommitResponse>(offsets.CommitAsync)
            .Serve<OffsetFetchRequest, OffsetFetchResponse>(offsets.FetchAsync);
    }

    private static void AddShares(ApiTable apis, Parts parts, ShareGroupHandlers groups)
    {
        var fetches = new ShareFetchHandler(
            parts.Partitions, parts.ShareStates, parts.ShareSessions, parts.ShareSettings, parts.Config, parts.Time);
        var gate = new FeatureGate(parts.Metadata, Features.ShareVersion);
        apis.Serve(gate.Open<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(
                groups.HeartbeatAsync, FeatureGate.Refuse))
            .Serve(gate.Open<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(
                groups.DescribeAsync, FeatureGate.Refuse))
            .Serve(gate.Open<ShareFetchRequest, ShareFetchResponse>(
                fetches.FetchAsync, FeatureGate.Refuse))
            .Serve(gate.Open<ShareAcknowledgeRequest, ShareAcknowledgeResponse>(
                fetches.AcknowledgeAsync, FeatureGate.Refuse))
            .Serve(gate.Open<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(
                groups.DescribeOffsetsAsync, FeatureGate.Refuse))
            .Serve(gate.Open<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(
                groups.AlterOffsetsAsync, FeatureGate.Refuse))
            .Serve(gate.Open<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(
                groups.DeleteOffsetsAsync, FeatureGate.Refuse));
    }

    private static void AddStreams(ApiTable apis, Parts parts)
    {
        var settings = new StreamsSettings(parts.Metadata, parts.Config, parts.NodeId);
        var groups = new StreamsGroupHandlers(parts.Coordinators, settings, parts.Metadata, parts.Controller);
        var gate = new FeatureGate(parts.Metadata, Features.StreamsVersion);
        apis.Serve(gate.Open<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(
                groups.HeartbeatAsync, FeatureGate.Refuse))
            .Serve(gate.Open<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(
                groups.DescribeAsync, FeatureGate.Refuse))
            .Serve<StreamsGroupTopologyDescriptionUpdateRequest, StreamsGroupTopologyDescriptionUpdateResponse>(
                groups.UpdateDescriptionAsync);
    }

    private static void AddTransactions(ApiTable apis, Parts parts)
    {
        var producers = new TransactionHandlers(
            parts.Transactions, parts.Coordinators, parts.Partitions, parts.ProducerIds);
        var admin = new TransactionAdminHandlers(parts.Transactions, parts.Markers, parts.Partitions);
        apis.Serve<InitProducerIdRequest, InitProducerIdResponse>(producers.InitProducerIdAsync)
            .Serve<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(producers.AddPartitionsAsync)
            .Serve<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(producers.AddOffsetsAsync)
            .Serve<EndTxnRequest, EndTxnResponse>(producers.EndAsync)
            .Serve<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(
                new TransactionOffsetHandler(parts.Coordinators, parts.Gate, parts.Partitions).CommitAsync)
            .Serve<WriteTxnMarkersRequest, WriteTxnMarkersResponse>(admin.WriteMarkersAsync)
            .Serve<DescribeProducersRequest, DescribeProducersResponse>(admin.DescribeProducersAsync)
            .Serve<DescribeTransactionsRequest, DescribeTransactionsResponse>(admin.DescribeAsync)
            .Serve<ListTransactionsRequest, ListTransactionsResponse>(admin.ListAsync);
    }

    private static void AddTopics(ApiTable apis, Parts parts)
    {
        var topics = new TopicHandlers(parts.Metadata, parts.Controller, parts.Quotas);
        var configs = new ConfigHandlers(
            parts.Metadata, parts.Controller, new ConfigDescriber(parts.Config, parts.NodeId));
        var metadata = new MetadataHandler(
            parts.Metadata, parts.Controller, parts.Config, parts.ClusterId, parts.NodeId);
        var dirs = new LogDirsHandler(parts.Partitions, parts.LogDirectory, parts.IsOnDisk);
        var telemetry = new TelemetryHandlers(parts.Telemetry);
        apis.Serve<UpdateFeaturesRequest, UpdateFeaturesResponse>(new FeatureHandler(parts.Metadata).UpdateAsync)
            .Serve<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>(telemetry.SubscribeAsync)
            .Serve<PushTelemetryRequest, PushTelemetryResponse>(telemetry.PushAsync);
        var quotas = new QuotaHandlers(parts.Metadata, parts.Hosts);
        apis.Serve<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(quotas.DescribeAsync)
            .Serve<AlterClientQuotasRequest, AlterClientQuotasResponse>(quotas.AlterAsync);
        apis.Serve<MetadataRequest, MetadataResponse>(metadata.HandleAsync)
            .Serve<CreateTopicsRequest, CreateTopicsResponse>(topics.CreateAsync)
            .Serve<CreatePartitionsRequest, CreatePartitionsResponse>(topics.CreatePartitionsAsync)
            .Serve<DeleteTopicsRequest, DeleteTopicsResponse>(topics.DeleteAsync)
            .Serve<DescribeConfigsRequest, DescribeConfigsResponse>(configs.DescribeAsync)
            .Serve<AlterConfigsRequest, AlterConfigsResponse>(configs.AlterAsync)
            .Serve<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(configs.AlterAsync)
            .Serve<ListConfigResourcesRequest, ListConfigResourcesResponse>(configs.ListAsync)
            .Serve<DeleteRecordsRequest, DeleteRecordsResponse>(
                new DeleteRecordsHandler(parts.Partitions, parts.Upkeep).HandleAsync)
            .Serve<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
                new TopicPartitionsHandler(parts.Metadata).HandleAsync)
            .Serve<DescribeLogDirsRequest, DescribeLogDirsResponse>(dirs.HandleAsync)
            .Serve<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(dirs.AlterAsync)
            .Serve<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(topics.ReassignAsync)
            .Serve<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
                topics.ListReassignmentsAsync)
            .Serve<DescribeQuorumRequest, DescribeQuorumResponse>(
                new QuorumHandler(parts.Metadata, parts.NodeId).HandleAsync)
            .Serve<ElectLeadersRequest, ElectLeadersResponse>(topics.ElectAsync)
            .Serve<DescribeClusterRequest, DescribeClusterResponse>(
                new ClusterHandlers(parts.Metadata, parts.ClusterId, parts.NodeId).DescribeAsync);
    }

    /// <summary>What the handlers work with.</summary>
    internal sealed record Parts(
        MetadataService Metadata,
        PartitionDirectory Partitions,
        LogUpkeep Upkeep,
        FetchSessionHost FetchSessions,
        GroupCoordinators Coordinators,
        TransactionCoordinators Transactions,
        ShareStates ShareStates,
        ShareSessionHost ShareSessions,
        MarkerWriter Markers,
        ProducerIds ProducerIds,
        ClusterController Controller,
        ClientQuotas Quotas,
        HostNames Hosts,
        TelemetryHost Telemetry,
        BrokerConfig Config,
        string ClusterId,
        int NodeId,
        string LogDirectory,
        bool IsOnDisk,
        TimeProvider Time)
    {
        internal ShareSettings ShareSettings { get; } = new(Metadata, Config, NodeId);

        internal TransactionGate Gate { get; } = new(Transactions);
    }
}
