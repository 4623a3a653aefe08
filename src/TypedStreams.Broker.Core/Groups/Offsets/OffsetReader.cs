// OffsetFetch: what positions a group has, and which of them an open transaction may still change.
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;

namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class OffsetReader(GroupSet groups, CommittedOffsets offsets)
{
    /// <summary>See <see cref="GroupCoordinator.FetchOffsets"/>.</summary>
    internal OffsetFetchResponseGroup Fetch(OffsetFetchRequestGroup request, bool requireStable)
    {
        var response = new OffsetFetchResponseGroup { GroupId = request.GroupId };
        groups.TryFind(request.GroupId, out Group? group);
        response.ErrorCode = CheckFetch(group, request.MemberId, request.MemberEpoch);
        if (response.ErrorCode != ErrorCode.None)
        {
            return response;
        }

        if (request.Topics is null)
        {
            AddAllOffsets(group, response, requireStable);
            return response;
        }

        foreach (OffsetFetchRequestTopics topic in request.Topics)
        {
            var answered = new OffsetFetchResponseTopics { Name = topic.Name, TopicId = topic.TopicId };
            foreach (int partition in topic.PartitionIndexes)
            {
                answered.Partitions.Add(Position(request.GroupId, group, topic.Name, partition, requireStable));
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    // Only one who says which member it is, is judged by it; an administrator reads the positions of any group.
    private static ErrorCode CheckFetch(Group? group, string? memberId, int memberEpoch)
    {
        if ((group?.Consumers is null && group?.Streams is null) || (memberId is null && memberEpoch < 0))
        {
            return ErrorCode.None;
        }

        int? epoch = memberId is null
            ? null
            : group.Consumers?.Members.GetValueOrDefault(memberId)?.Epoch
                ?? group.Streams?.Members.GetValueOrDefault(memberId)?.Epoch;
        return epoch is null ? ErrorCode.UnknownMemberId
            : memberEpoch == epoch ? ErrorCode.None
            : ErrorCode.StaleMemberEpoch;
    }

    private void AddAllOffsets(Group? group, OffsetFetchResponseGroup response, bool requireStable)
    {
        if (group is null)
        {
            return;
        }

        foreach (var byTopic in group.Offsets.Keys
            .GroupBy(key => key.Topic)
            .OrderBy(topic => topic.Key, StringComparer.Ordinal))
        {
            var answered = new OffsetFetchResponseTopics { Name = byTopic.Key };
            answered.Partitions.AddRange(
                byTopic.Select(key => key.Partition).Order().Select(
                    index => Position(group.GroupId, group, byTopic.Key, index, requireStable)));
            response.Topics.Add(answered);
        }
    }

    private OffsetFetchResponsePartitions Position(
        string groupId, Group? group, string topic, int partition, bool requireStable)
    {
        if (requireStable && offsets.IsUnstable(new OffsetKey(groupId, topic, partition)))
        {
            return new OffsetFetchResponsePartitions
            {
                PartitionIndex = partition,
                CommittedOffset = -1,
                CommittedLeaderEpoch = -1,
                Metadata = "",
                ErrorCode = ErrorCode.UnstableOffsetCommit,
            };
        }

        var committed = new CommittedOffset(
            Offset: -1, LeaderEpoch: -1, Metadata: "", CommitTimestampMs: 0, Order: 0);
        if (group is not null && group.Offsets.TryGetValue((topic, partition), out CommittedOffset found))
        {
            committed = found;
        }

        return new OffsetFetchResponsePartitions
        {
            PartitionIndex = partition,
            CommittedOffset = committed.Offset,
            CommittedLeaderEpoch = committed.LeaderEpoch,
            Metadata = committed.Metadata,
        };
    }
}
