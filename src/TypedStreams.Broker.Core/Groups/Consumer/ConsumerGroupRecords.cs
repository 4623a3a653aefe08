// Kafka's records of a consumer group (KIP-848) in __consumer_offsets: one for the epoch of the group, one for that of
// its target assignment, three for each member, one for each expression.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupCurrentMemberAssignmentValue;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal static class ConsumerGroupRecords
{
    internal const short GroupType = 3;
    internal const short TopicsType = 4;
    internal const short MemberType = 5;
    internal const short AssignmentType = 6;
    internal const short TargetType = 7;
    internal const short CurrentType = 8;
    internal const short PatternType = 16;
    private const short ValueVersion = 0;

    internal static CoordinatorRecord Group(string groupId, ConsumerGroup group) => new(
        GroupKey(groupId),
        RecordBytes.Encode(
            ValueVersion, new ConsumerGroupMetadataValue { Epoch = group.Epoch, MetadataHash = group.MetadataHash }));

    internal static CoordinatorRecord Assignment(string groupId, ConsumerGroup group, CoreTime now) => new(
        AssignmentKey(groupId),
        RecordBytes.Encode(ValueVersion, new ConsumerGroupTargetAssignmentMetadataValue
        {
            AssignmentEpoch = group.AssignmentEpoch,
            AssignmentTimestamp = now.WallClockMs,
        }));

    internal static CoordinatorRecord Member(string groupId, ConsumerMember member) => new(
        MemberKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new ConsumerGroupMemberMetadataValue
        {
            InstanceId = member.InstanceId,
            RackId = member.RackId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = member.TopicNames,
            SubscribedTopicRegex = member.TopicPattern,
            RebalanceTimeoutMs = member.RebalanceTimeoutMs,
            ServerAssignor = member.Assignor,
            ClassicMemberMetadata = WriteClassic(member.Classic),
        }));

    internal static CoordinatorRecord Target(string groupId, string memberId, HashSet<TopicPartitionId> target) => new(
        TargetKey(groupId, memberId),
        RecordBytes.Encode(ValueVersion, new ConsumerGroupTargetAssignmentMemberValue
        {
            TopicPartitions = ByTopic(target)
                .Select(topic => new ConsumerGroupTargetAssignmentMemberValue.TopicPartition
                {
                    TopicId = topic.Key,
                    Partitions = topic.Select(partition => partition.Partition).ToList(),
                }).ToList(),
        }));

    internal static CoordinatorRecord Current(string groupId, ConsumerMember member) => new(
        CurrentKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new ConsumerGroupCurrentMemberAssignmentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            State = (sbyte)member.State,
            AssignedPartitions = WithEpochs(member.Assigned),
            PartitionsPendingRevocation = WithEpochs(member.Revoking),
        }));

    internal static CoordinatorRecord Pattern(
        string groupId, string expression, List<string> topics, long metadataOffset, CoreTime now) => new(
        PatternKey(groupId, expression),
        RecordBytes.Encode(ValueVersion, new ConsumerGroupRegularExpressionValue
        {
            Topics = topics,
            Version = metadataOffset,
            Timestamp = now.WallClockMs,
        }));

    internal static CoordinatorRecord ForgetPattern(string groupId, string expression) =>
        new(PatternKey(groupId, expression), Value: null);

    /// <summary>What undoes a member, its subscription last.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetMember(string groupId, string memberId) =>
    [
        new(CurrentKey(groupId, memberId), Value: null),
        new(TargetKey(groupId, memberId), Value: null),
        new(MemberKey(groupId, memberId), Value: null),
    ];

    /// <summary>What undoes a group without members.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetGroup(string groupId, ConsumerGroup group) =>
    [
        .. group.Patterns.Keys.Select(expression => ForgetPattern(groupId, expression)),
        new(AssignmentKey(groupId), Value: null),
        new(GroupKey(groupId), Value: null),
    ];

    /// <summary>Everything there is to a group, for a log that lacks some of it.</summary>
    internal static IEnumerable<CoordinatorRecord> All(
        string groupId, ConsumerGroup group, long metadataOffset, CoreTime now) =>
    [
        .. group.Members.Values.Select(member => Member(groupId, member)),
        .. group.Patterns.Select(known => Pattern(groupId, known.Key, known.Value, metadataOffset, now)),
        Group(groupId, group),
        .. group.Members.Keys.Select(memberId => Target(groupId, memberId, group.TargetOf(memberId))),
        Assignment(groupId, group, now),
        .. group.Members.Values.Select(member => Current(groupId, member)),
    ];

    /// <summary>A key of one of these records after its type; null when the type is another's.</summary>
    internal static object? ReadKey(short type, ref WireReader reader) => type switch
    {
        GroupType => ConsumerGroupMetadataKey.Read(ref reader, version: 0),
        TopicsType => ConsumerGroupPartitionMetadataKey.Read(ref reader, version: 0),
        MemberType => ConsumerGroupMemberMetadataKey.Read(ref reader, version: 0),
        AssignmentType => ConsumerGroupTargetAssignmentMetadataKey.Read(ref reader, version: 0),
        TargetType => ConsumerGroupTargetAssignmentMemberKey.Read(ref reader, version: 0),
        CurrentType => ConsumerGroupCurrentMemberAssignmentKey.Read(ref reader, version: 0),
        PatternType => ConsumerGroupRegularExpressionKey.Read(ref reader, version: 0),
        _ => null,
    };

    internal static HashSet<TopicPartitionId> ReadTarget(ReadOnlyMemory<byte> value) =>
    [
        .. RecordBytes.Decode<ConsumerGroupTargetAssignmentMemberValue>(value).TopicPartitions.SelectMany(
            topic => topic.Partitions.Select(partition => new TopicPartitionId(topic.TopicId, partition))),
    ];

    /// <summary>Partitions with the epochs at which they were assigned; of an older Kafka's, the member's.</summary>
    internal static Dictionary<TopicPartitionId, int> ReadPartitions(List<TopicPartitions> topics, int memberEpoch)
    {
        var partitions = new Dictionary<TopicPartitionId, int>();
        foreach (TopicPartitions topic in topics)
        {
            for (int i = 0; i < topic.Partitions.Count; i++)
            {
                int epoch = topic.AssignmentEpochs is { } epochs && i < epochs.Count ? epochs[i] : memberEpoch;
                partitions[new TopicPartitionId(topic.TopicId, topic.Partitions[i])] = epoch;
            }
        }

        return partitions;
    }

    /// <summary>What a member keeps of the classic protocol; null when it speaks that of KIP-848.</summary>
    internal static ClassicTraits? ReadClassic(ConsumerGroupMemberMetadataValue.ClassicMember? stored) =>
        stored is not { SupportedProtocols.Count: > 0 } ? null : new ClassicTraits(
            stored.SessionTimeoutMs,
            stored.SupportedProtocols.ConvertAll(
                protocol => new MemberProtocol(protocol.Name, protocol.Metadata.ToArray())));

    internal static IEnumerable<IGrouping<Guid, TopicPartitionId>> ByTopic(IEnumerable<TopicPartitionId> partitions) =>
        partitions.Order().GroupBy(partition => partition.TopicId);

    private static ConsumerGroupMemberMetadataValue.ClassicMember? WriteClassic(ClassicTraits? traits) =>
        traits is null ? null : new ConsumerGroupMemberMetadataValue.ClassicMember
        {
            SessionTimeoutMs = traits.SessionTimeoutMs,
            SupportedProtocols = traits.Protocols.ConvertAll(
                protocol => new ConsumerGroupMemberMetadataValue.ClassicProtocol
                {
                    Name = protocol.Name,
                    Metadata = protocol.Metadata,
                }),
        };

    private static List<TopicPartitions> WithEpochs(Dictionary<TopicPartitionId, int> partitions) =>
        ByTopic(partitions.Keys).Select(topic => new TopicPartitions
        {
            TopicId = topic.Key,
            Partitions = topic.Select(partition => partition.Partition).ToList(),
            AssignmentEpochs = topic.Select(partition => partitions[partition]).ToList(),
        }).ToList();

    private static ReadOnlyMemory<byte> GroupKey(string groupId) =>
        Key(GroupType, new ConsumerGroupMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> AssignmentKey(string groupId) =>
        Key(AssignmentType, new ConsumerGroupTargetAssignmentMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> MemberKey(string groupId, string memberId) =>
        Key(MemberType, new ConsumerGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> TargetKey(string groupId, string memberId) =>
        Key(TargetType, new ConsumerGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> CurrentKey(string groupId, string memberId) =>
        Key(CurrentType, new ConsumerGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> PatternKey(string groupId, string expression) => Key(
        PatternType, new ConsumerGroupRegularExpressionKey { GroupId = groupId, RegularExpression = expression });

    private static ReadOnlyMemory<byte> Key<T>(short type, T key)
        where T : IWireMessage<T> => RecordBytes.Encode(type, key, bodyVersion: 0);
}
