// AlterPartitionReassignments and ListPartitionReassignments (KIP-455). A cluster of one broker has nowhere to move a
// partition to: a target is what there is, which is done at once, or names a broker that there is not. What a data
// directory of a larger cluster has beyond this broker is given up when a target says so.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.AlterPartitionReassignmentsRequest;
using static TypedStreams.Protocol.Messages.AlterPartitionReassignmentsResponse;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    private const int LeaderAsBefore = -2;

    /// <summary>Moves partitions; each is answered for itself, and done when it is answered.</summary>
    public static ControllerResult<AlterPartitionReassignmentsResponse> AlterReassignments(
        ClusterImage image, AlterPartitionReassignmentsRequest request)
    {
        var records = new List<object>();
        var response = new AlterPartitionReassignmentsResponse
        {
            AllowReplicationFactorChange = request.AllowReplicationFactorChange,
            ErrorMessage = null,
        };
        foreach (ReassignableTopic topic in request.Topics)
        {
            var answered = new ReassignableTopicResponse { Name = topic.Name };
            foreach (ReassignablePartition partition in topic.Partitions)
            {
                (ErrorCode error, string? message) = Reassign(
                    image, topic.Name, partition, request.AllowReplicationFactorChange, records);
                answered.Partitions.Add(new ReassignablePartitionResponse
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = error,
                    ErrorMessage = message,
                });
            }

            response.Responses.Add(answered);
        }

        return new ControllerResult<AlterPartitionReassignmentsResponse>(records, response);
    }

    /// <summary>The moves under way: none, since each is done when it is answered.</summary>
    public static ListPartitionReassignmentsResponse ListReassignments() => new() { ErrorMessage = null };

    private static (ErrorCode Error, string? Message) Reassign(
        ClusterImage image, string topic, ReassignablePartition wanted, bool mayResize, List<object> records)
    {
        if (!image.Topics.TryGetValue(topic, out TopicImage? found))
        {
            return (ErrorCode.UnknownTopicOrPartition, $"There is no topic '{topic}'.");
        }

        if ((uint)wanted.PartitionIndex >= (uint)found.Partitions.Length)
        {
            return (ErrorCode.UnknownTopicOrPartition, $"There is no partition {topic}-{wanted.PartitionIndex}.");
        }

        if (wanted.Replicas is not { } target)
        {
            return (
                ErrorCode.NoReassignmentInProgress, ErrorTable.Get(ErrorCode.NoReassignmentInProgress).Meaning);
        }

        if (CheckReplicas(image, target, target.Count) is { } fault)
        {
            return (ErrorCode.InvalidReplicaAssignment, $"Partition {topic}-{wanted.PartitionIndex}: {fault}");
        }

        PartitionImage present = found.Partitions[wanted.PartitionIndex];
        if (!mayResize && present.Replicas.Length != target.Count)
        {
            return (
                ErrorCode.InvalidReplicationFactor,
                $"{topic}-{wanted.PartitionIndex} has {present.Replicas.Length} replica(s), {target.Count} are asked "
                    + "for, and the request does not allow another number.");
        }

        if (!present.Replicas.SequenceEqual(target))
        {
            bool isLedOutside = !target.Contains(present.Leader);
            records.Add(new PartitionChangeRecord
            {
                TopicId = found.Id,
                PartitionId = wanted.PartitionIndex,
                Replicas = [.. target],
                Isr = [.. target],
                Leader = isLedOutside ? target[0] : LeaderAsBefore,
            });
        }

        return (ErrorCode.None, null);
    }
}
