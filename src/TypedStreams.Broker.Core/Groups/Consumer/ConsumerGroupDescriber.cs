// ConsumerGroupDescribe (KIP-848): epochs, members, what they own and what they shall own.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.ConsumerGroupDescribeResponse;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerGroupDescriber(GroupSet groups, ConsumerTargets targets)
{
    private const sbyte ClassicMemberType = 0;
    private const sbyte ConsumerMemberType = 1;

    /// <summary>See <see cref="GroupCoordinator.DescribeConsumers"/>.</summary>
    internal DescribedGroup Describe(string groupId, ClusterImage image)
    {
        if (groupId.Length == 0)
        {
            return new DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        groups.TryFind(groupId, out Group? group);
        if (group?.Consumers is not { } consumers)
        {
            return new DescribedGroup
            {
                GroupId = groupId,
                ErrorCode = ErrorCode.GroupIdNotFound,
                ErrorMessage = group is null
                    ? $"Group {groupId} not found."
                    : $"Group {groupId} is not a consumer group.",
            };
        }

        return new DescribedGroup
        {
            GroupId = groupId,
            GroupState = consumers.StateName,
            GroupEpoch = consumers.Epoch,
            AssignmentEpoch = consumers.AssignmentEpoch,
            AssignorName = targets.AssignorOf(consumers).Name,
            Members = consumers.Members.Values.Select(member => Describe(consumers, member, image)).ToList(),
        };
    }

    private static Member Describe(ConsumerGroup consumers, ConsumerMember member, ClusterImage image) => new()
    {
        MemberId = member.MemberId,
        InstanceId = member.InstanceId,
        RackId = member.RackId,
        MemberEpoch = member.Epoch,
        ClientId = member.ClientId,
        ClientHost = member.ClientHost,
        SubscribedTopicNames = member.TopicNames,
        SubscribedTopicRegex = member.TopicPattern,
        Assignment = Describe(member.Assigned.Keys, image),
        TargetAssignment = Describe(consumers.TargetOf(member.MemberId), image),
        MemberType = member.Classic is null ? ConsumerMemberType : ClassicMemberType,
    };

    private static Assignment Describe(IEnumerable<TopicPartitionId> partitions, ClusterImage image)
    {
        var assignment = new Assignment();
        foreach (var byTopic in ConsumerGroupRecords.ByTopic(partitions))
        {
            if (image.FindTopic(byTopic.Key) is { } topic)
            {
                assignment.TopicPartitions.Add(new TopicPartitions
                {
                    TopicId = topic.Id,
                    TopicName = topic.Name,
                    Partitions = byTopic.Select(partition => partition.Partition).ToList(),
                });
            }
        }

        return assignment;
    }
}
