// DescribeTopicPartitions (KIP-966): topics and their partitions, a page at a time, in the order of names.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeTopicPartitionsResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class TopicPartitionsHandler(MetadataService metadata)
{
    // Kafka's max.request.partition.size.limit.
    private const int MaxPartitionsPerPage = 2_000;

    internal ValueTask<DescribeTopicPartitionsResponse?> HandleAsync(
        DescribeTopicPartitionsRequest request, RequestContext context) =>
        new(Describe(metadata.Image, request));

    private static DescribeTopicPartitionsResponse Describe(ClusterImage image, DescribeTopicPartitionsRequest request)
    {
        var response = new DescribeTopicPartitionsResponse();
        int left = Math.Clamp(request.ResponsePartitionLimit, 1, MaxPartitionsPerPage);
        foreach (string name in NamesFrom(image, request))
        {
            if (left == 0)
            {
                response.NextCursor = new PageCursor { TopicName = name, PartitionIndex = 0 };
                return response;
            }

            int first = name == request.Cursor?.TopicName ? Math.Max(0, request.Cursor.PartitionIndex) : 0;
            if (!image.Topics.TryGetValue(name, out TopicImage? topic))
            {
                response.Topics.Add(Unknown(name));
                continue;
            }

            int end = Math.Min(topic.Partitions.Length, first + left);
            response.Topics.Add(Describe(topic, first, end));
            left -= Math.Max(0, end - first);
            if (end < topic.Partitions.Length)
            {
                response.NextCursor = new PageCursor { TopicName = name, PartitionIndex = end };
                return response;
            }
        }

        return response;
    }

    private static IEnumerable<string> NamesFrom(ClusterImage image, DescribeTopicPartitionsRequest request)
    {
        IEnumerable<string> names = request.Topics.Count == 0
            ? image.Topics.Keys
            : request.Topics.Select(topic => topic.Name).Distinct().Order(StringComparer.Ordinal);
        return request.Cursor is { } cursor
            ? names.Where(name => string.CompareOrdinal(name, cursor.TopicName) >= 0)
            : names;
    }

    private static DescribeTopicPartitionsResponseTopic Unknown(string name) => new()
    {
        Name = name,
        ErrorCode = TopicNames.Check(name) is null
            ? ErrorCode.UnknownTopicOrPartition
            : ErrorCode.InvalidTopicException,
    };

    private static DescribeTopicPartitionsResponseTopic Describe(TopicImage topic, int first, int end)
    {
        var described = new DescribeTopicPartitionsResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
        };
        for (int index = first; index < end; index++)
        {
            PartitionImage partition = topic.Partitions[index];
            described.Partitions.Add(new DescribeTopicPartitionsResponsePartition
            {
                PartitionIndex = index,
                LeaderId = partition.Leader,
                LeaderEpoch = partition.LeaderEpoch,
                ReplicaNodes = [.. partition.Replicas],
                IsrNodes = [.. partition.Isr],
                EligibleLeaderReplicas = [],
                LastKnownElr = [],
                ErrorCode = partition.Leader < 0 ? ErrorCode.LeaderNotAvailable : ErrorCode.None,
            });
        }

        return described;
    }
}
