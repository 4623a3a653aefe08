// ElectLeaders: brings leadership back to the preferred replica. Every broker that is registered is alive in this
// cluster, so an election is due only where a partition is led by another replica than its first.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ElectLeadersResponse;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    /// <summary>Elects leaders; each partition is answered for itself. Without a list, all that need it.</summary>
    public static ControllerResult<ElectLeadersResponse> ElectLeaders(ClusterImage image, ElectLeadersRequest request)
    {
        var records = new List<object>();
        var response = new ElectLeadersResponse();
        bool isForAll = request.TopicPartitions is null;
        IEnumerable<(string Topic, IEnumerable<int> Partitions)> wanted = request.TopicPartitions is { } named
            ? named.Select(topic => (topic.Topic, topic.Partitions.AsEnumerable()))
            : image.Topics.Values.Select(topic => (topic.Name, topic.Partitions.Select(partition => partition.Index)));
        foreach ((string topic, IEnumerable<int> partitions) in wanted)
        {
            var answered = new ReplicaElectionResult { Topic = topic };
            foreach (int index in partitions)
            {
                ErrorCode error = Elect(image, topic, index, records);
                if (!isForAll || error != ErrorCode.ElectionNotNeeded)
                {
                    answered.PartitionResult.Add(new PartitionResult
                    {
                        PartitionId = index,
                        ErrorCode = error,
                        ErrorMessage = error == ErrorCode.None ? null : ErrorTable.Get(error).Meaning,
                    });
                }
            }

            if (answered.PartitionResult.Count > 0)
            {
                response.ReplicaElectionResults.Add(answered);
            }
        }

        return new ControllerResult<ElectLeadersResponse>(records, response);
    }

    private static ErrorCode Elect(ClusterImage image, string topic, int index, List<object> records)
    {
        if (!image.Topics.TryGetValue(topic, out TopicImage? found) || (uint)index >= (uint)found.Partitions.Length)
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        PartitionImage partition = found.Partitions[index];
        int preferred = partition.Replicas[0];
        if (partition.Leader == preferred)
        {
            return ErrorCode.ElectionNotNeeded;
        }

        if (!partition.Isr.Contains(preferred))
        {
            return ErrorCode.PreferredLeaderNotAvailable;
        }

        records.Add(new PartitionChangeRecord { TopicId = found.Id, PartitionId = index, Leader = preferred });
        return ErrorCode.None;
    }
}
