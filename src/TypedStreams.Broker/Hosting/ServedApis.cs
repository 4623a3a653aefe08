// The list of what this node serves. What stands here is advertised, and honoured in full.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Fetching;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Handlers;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
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
        apis.Serve<FindCoordinatorRequest, FindCoordinatorResponse>(coordinators.FindAsync)
            .Serve<JoinGroupRequest, JoinGroupResponse>(groups.JoinAsync)
            .Serve<SyncGroupRequest, SyncGroupResponse>(groups.SyncAsync)
            .Serve<HeartbeatRequest, HeartbeatResponse>(groups.HeartbeatAsync)
            .Serve<LeaveGroupRequest, LeaveGroupResponse>(groups.LeaveAsync)
            .Serve<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(groups.ConsumerHeartbeatAsync)
            .Serve<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(groups.DescribeConsumersAsync)
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
        apis.Serve<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(groups.HeartbeatAsync)
            .Serve<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(groups.DescribeAsync)
            .Serve<ShareFetchRequest, ShareFetchResponse>(fetches.FetchAsync)
            .Serve<ShareAcknowledgeRequest, ShareAcknowledgeResponse>(fetches.AcknowledgeAsync)
            .Serve<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(groups.DescribeOffsetsAsync)
            .Serve<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(groups.AlterOffsetsAsync)
            .Serve<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(groups.DeleteOffsetsAsync);
    }

    private static void AddStreams(ApiTable apis, Parts parts)
    {
        var settings = new StreamsSettings(parts.Metadata, parts.Config, parts.NodeId);
        var groups = new StreamsGroupHandlers(parts.Coordinators, settings, parts.Metadata, parts.Controller);
        apis.Serve<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(groups.HeartbeatAsync)
            .Serve<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(groups.DescribeAsync)
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
        var topics = new TopicHandlers(parts.Metadata, parts.Controller);
        var configs = new ConfigHandlers(
            parts.Metadata, parts.Controller, new ConfigDescriber(parts.Config, parts.NodeId));
        var metadata = new MetadataHandler(
            parts.Metadata, parts.Controller, parts.Config, parts.ClusterId, parts.NodeId);
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
            .Serve<DescribeLogDirsRequest, DescribeLogDirsResponse>(
                new LogDirsHandler(parts.Partitions, parts.LogDirectory, parts.IsOnDisk).HandleAsync)
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
