// Kafka's record formats of __consumer_offsets, so that Kafka's own tools read the topic.
// A key starts with an int16 that says what it is (0 and 1: an offset, 2: a group); a value with its version.
using System.Buffers.Binary;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.GroupMetadataValue;

namespace TypedStreams.Broker.Core.Groups;

internal static class GroupRecords
{
    private const short OffsetKeyType = 1;
    private const short GroupKeyType = 2;

    // The newest version without tagged fields, which every Kafka since 2.1 reads.
    private const short ValueVersion = 3;

    internal static CoordinatorRecord Commit(string groupId, string topic, int partition, CommittedOffset offset) =>
        new(
            OffsetKey(groupId, topic, partition),
            RecordBytes.Encode(ValueVersion, new OffsetCommitValue
            {
                Offset = offset.Offset,
                LeaderEpoch = offset.LeaderEpoch,
                Metadata = offset.Metadata,
                CommitTimestamp = offset.CommitTimestampMs,
            }));

    internal static CoordinatorRecord ForgetCommit(string groupId, string topic, int partition) =>
        new(OffsetKey(groupId, topic, partition), Value: null);

    /// <summary>The tombstones of everything that was written about a group, of whatever kind, save its positions.
    /// </summary>
    internal static IEnumerable<CoordinatorRecord> Forget(Group group) =>
        group.Consumers is { } consumers ? ConsumerGroupRecords.ForgetGroup(group.GroupId, consumers)
        : group.Streams is not null ? StreamsGroupRecords.ForgetGroup(group.GroupId)
        : [ForgetGroup(group.GroupId)];

    internal static CoordinatorRecord ForgetGroup(string groupId) => new(GroupKey(groupId), Value: null);

    internal static CoordinatorRecord Metadata(Group group, CoreTime now)
    {
        var value = new GroupMetadataValue
        {
            ProtocolType = group.ProtocolType ?? "",
            Generation = group.GenerationId,
            Protocol = group.ProtocolName,
            Leader = group.LeaderId,
            CurrentStateTimestamp = now.WallClockMs,
        };
        foreach (GroupMember member in group.Members)
        {
            value.Members.Add(new MemberMetadata
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                RebalanceTimeout = member.RebalanceTimeoutMs,
                SessionTimeout = member.SessionTimeoutMs,
                Subscription = member.MetadataFor(group.ProtocolName ?? ""),
                Assignment = member.Assignment,
            });
        }

        return new CoordinatorRecord(GroupKey(group.GroupId), RecordBytes.Encode(ValueVersion, value));
    }

    internal static object? ReadKey(ReadOnlyMemory<byte> key)
    {
        if (key.Length < sizeof(short))
        {
            return null;
        }

        var reader = new WireReader(key[sizeof(short)..]);
        short type = BinaryPrimitives.ReadInt16BigEndian(key.Span);
        return type switch
        {
            0 or OffsetKeyType => OffsetCommitKey.Read(ref reader, version: 0),
            GroupKeyType => GroupMetadataKey.Read(ref reader, version: 0),
            _ => ConsumerGroupRecords.ReadKey(type, ref reader) ?? StreamsGroupRecords.ReadKey(type, ref reader),
        };
    }

    internal static CommittedOffset ReadCommit(ReadOnlyMemory<byte> value)
    {
        OffsetCommitValue stored = RecordBytes.Decode<OffsetCommitValue>(value);
        return new CommittedOffset(
            stored.Offset, stored.LeaderEpoch, stored.Metadata, stored.CommitTimestamp, Order: 0);
    }

    internal static GroupMetadataValue ReadMetadata(ReadOnlyMemory<byte> value) =>
        RecordBytes.Decode<GroupMetadataValue>(value);

    private static ReadOnlyMemory<byte> OffsetKey(string groupId, string topic, int partition) =>
        RecordBytes.Encode(
            OffsetKeyType,
            new OffsetCommitKey { Group = groupId, Topic = topic, Partition = partition },
            bodyVersion: 0);

    private static ReadOnlyMemory<byte> GroupKey(string groupId) =>
        RecordBytes.Encode(GroupKeyType, new GroupMetadataKey { Group = groupId }, bodyVersion: 0);
}
