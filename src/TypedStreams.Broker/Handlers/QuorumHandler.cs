// DescribeQuorum: who votes on the metadata log and how far each voter has come. A quorum of one, which always leads.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeQuorumResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class QuorumHandler(MetadataService metadata, int nodeId)
{
    private const short FirstVersionWithNodes = 2;

    internal async ValueTask<DescribeQuorumResponse?> HandleAsync(DescribeQuorumRequest request, RequestContext context)
    {
        QuorumPosition position = await metadata.QuorumAsync();
        var response = new DescribeQuorumResponse();
        foreach (DescribeQuorumRequest.TopicData topic in request.Topics)
        {
            response.Topics.Add(new TopicData
            {
                TopicName = topic.TopicName,
                Partitions = topic.Partitions.ConvertAll(
                    partition => Describe(topic.TopicName, partition.PartitionIndex, position, context.Version)),
            });
        }

        if (context.Version >= FirstVersionWithNodes)
        {
            BrokerImage self = metadata.Image.Brokers[nodeId];
            response.Nodes.Add(new Node
            {
                NodeId = nodeId,
                Listeners = [new Listener { Name = "PLAINTEXT", Host = self.Host, Port = (ushort)self.Port }],
            });
        }

        return response;
    }

    private PartitionData Describe(string topic, int partition, QuorumPosition position, short version)
    {
        if (topic != InternalTopics.ClusterMetadata || partition != 0)
        {
            return new PartitionData
            {
                PartitionIndex = partition,
                ErrorCode = ErrorCode.UnknownTopicOrPartition,
                ErrorMessage = $"Only {InternalTopics.ClusterMetadata}, partition 0, has a quorum.",
            };
        }

        return new PartitionData
        {
            PartitionIndex = partition,
            LeaderId = nodeId,
            LeaderEpoch = position.LeaderEpoch,
            HighWatermark = position.HighWatermark,
            ErrorMessage = null,
            CurrentVoters =
            [
                new ReplicaState
                {
                    ReplicaId = nodeId,
                    ReplicaDirectoryId = version >= FirstVersionWithNodes ? position.DirectoryId : Guid.Empty,
                    LogEndOffset = position.LogEndOffset,
                    LastFetchTimestamp = position.NowMs,
                    LastCaughtUpTimestamp = position.NowMs,
                },
            ],
        };
    }
}
