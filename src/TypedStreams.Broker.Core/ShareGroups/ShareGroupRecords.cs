// Kafka's records of a share group in __consumer_offsets (KIP-932): one for the epoch of the group, one for that of its
// target assignment, one for the partitions in which it has state, three for each member.
using System.Buffers.Binary;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.ShareGroups;

internal static class ShareGroupRecords
{
    private const short MemberType = 10;
    private const short GroupType = 11;
    private const short AssignmentType = 12;
    private const short TargetType = 13;
    private const short CurrentType = 14;
    private const short TopicsType = 15;
    private const short ValueVersion = 0;

    internal static CoordinatorRecord Group(ShareGroup group) => new(
        GroupKey(group.GroupId),
        RecordBytes.Encode(
            ValueVersion, new ShareGroupMetadataValue { Epoch = group.Epoch, MetadataHash = group.MetadataHash }));

    internal static CoordinatorRecord Assignment(ShareGroup group, CoreTime now) => new(
        AssignmentKey(group.GroupId),
        RecordBytes.Encode(ValueVersion, new ShareGroupTargetAssignmentMetadataValue
        {
            AssignmentEpoch = group.AssignmentEpoch,
            AssignmentTimestamp = now.WallClockMs,
        }));

    internal static CoordinatorRecord Topics(ShareGroup group) => new(
        TopicsKey(group.GroupId),
        RecordBytes.Encode(ValueVersion, new ShareGroupStatePartitionMetadataValue
        {
            InitializedTopics =
            [
                .. group.Topics.Values.Select(topic => new ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo
                {
                    TopicId = topic.Id,
                    TopicName = topic.Name,
                    Partitions = [.. Enumerable.Range(0, topic.PartitionCount)],
                }),
            ],
        }));

    internal static CoordinatorRecord Member(string groupId, ShareMember member) => new(
        MemberKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new ShareGroupMemberMetadataValue
        {
            RackId = member.RackId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = member.TopicNames,
        }));

    internal static CoordinatorRecord Target(string groupId, string memberId, HashSet<TopicPartitionId> target) => new(
        TargetKey(groupId, memberId),
        RecordBytes.Encode(ValueVersion, new ShareGroupTargetAssignmentMemberValue
        {
            TopicPartitions =
            [
                .. ConsumerGroupRecords.ByTopic(target).Select(
                    topic => new ShareGroupTargetAssignmentMemberValue.TopicPartition
                    {
                        TopicId = topic.Key,
                        Partitions = topic.Select(partition => partition.Partition).ToList(),
                    }),
            ],
        }));

    internal static CoordinatorRecord Current(string groupId, ShareMember member) => new(
        CurrentKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new ShareGroupCurrentMemberAssignmentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            AssignedPartitions =
            [
                .. ConsumerGroupRecords.ByTopic(member.Assigned).Select(
                    topic => new ShareGroupCurrentMemberAssignmentValue.TopicPartitions
                    {
                        TopicId = topic.Key,
                        Partitions = topic.Select(partition => partition.Partition).ToList(),
                    }),
            ],
        }));

    /// <summary>What undoes a member, its subscription last.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetMember(string groupId, string memberId) =>
    [
        new(CurrentKey(groupId, memberId), Value: null),
        new(TargetKey(groupId, memberId), Value: null),
        new(MemberKey(groupId, memberId), Value: null),
    ];

    /// <summary>What undoes a group without members.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetGroup(string groupId) =>
    [
        new(TopicsKey(groupId), Value: null),
        new(AssignmentKey(groupId), Value: null),
        new(GroupKey(groupId), Value: null),
    ];

    /// <summary>Everything there is to a group, for a log that lacks some of it.</summary>
    internal static IEnumerable<CoordinatorRecord> All(ShareGroup group, CoreTime now) =>
    [
        .. group.Members.Values.Select(member => Member(group.GroupId, member)),
        Group(group),
        Topics(group),
        .. group.Members.Keys.Select(memberId => Target(group.GroupId, memberId, group.TargetOf(memberId))),
        Assignment(group, now),
        .. group.Members.Values.Select(member => Current(group.GroupId, member)),
    ];

    /// <summary>A key of one of these records; null when it is of another kind.</summary>
    internal static object? ReadKey(ReadOnlyMemory<byte> key)
    {
        if (key.Length < sizeof(short))
        {
            return null;
        }

        var reader = new WireReader(key[sizeof(short)..]);
        return BinaryPrimitives.ReadInt16BigEndian(key.Span) switch
        {
            MemberType => ShareGroupMemberMetadataKey.Read(ref reader, version: 0),
            GroupType => ShareGroupMetadataKey.Read(ref reader, version: 0),
            AssignmentType => ShareGroupTargetAssignmentMetadataKey.Read(ref reader, version: 0),
            TargetType => ShareGroupTargetAssignmentMemberKey.Read(ref reader, version: 0),
            CurrentType => ShareGroupCurrentMemberAssignmentKey.Read(ref reader, version: 0),
            TopicsType => ShareGroupStatePartitionMetadataKey.Read(ref reader, version: 0),
            _ => null,
        };
    }

    private static ReadOnlyMemory<byte> GroupKey(string groupId) =>
        Key(GroupType, new ShareGroupMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> AssignmentKey(string groupId) =>
        Key(AssignmentType, new ShareGroupTargetAssignmentMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> TopicsKey(string groupId) =>
        Key(TopicsType, new ShareGroupStatePartitionMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> MemberKey(string groupId, string memberId) =>
        Key(MemberType, new ShareGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> TargetKey(string groupId, string memberId) =>
        Key(TargetType, new ShareGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> CurrentKey(string groupId, string memberId) =>
        Key(CurrentType, new ShareGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> Key<T>(short type, T key)
        where T : IWireMessage<T> => RecordBytes.Encode(type, key, bodyVersion: 0);
}
