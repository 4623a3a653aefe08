// OffsetCommit, OffsetFetch and OffsetDelete: the positions that groups keep in __consumer_offsets.
using System.Text;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetCommitResponse;
using static TypedStreams.Protocol.Messages.OffsetDeleteRequest;
using static TypedStreams.Protocol.Messages.OffsetDeleteResponse;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// A consumer commits positions. Answered once the records are committed; partitions that may not be committed are
    /// answered with their own error and the others go through. <paramref name="isKnown"/> tells whether a partition
    /// exists. A member of a consumer group needs <paramref name="version"/> 9, in which its epoch has a place.
    /// </summary>
    public void CommitRequested(
        OffsetCommitRequest request,
        short version,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error = CheckCommit(
            new Committer(
                request.GroupId,
                request.GenerationIdOrMemberEpoch,
                request.MemberId,
                request.GroupInstanceId,
                IsTransactional: false,
                version),
            out Group? group,
            out GroupMember? member,
            out ConsumerMember? consumer);
        error = _groups.IsShareGroup(request.GroupId) ? ErrorCode.GroupIdNotFound : error;
        if (error != ErrorCode.None)
        {
            effects.Answer(token, CommitResponse(request, (_, _) => error));
            return;
        }

        if (member is not null)
        {
            KeepAlive(group!, member, now, effects);
        }

        var commits = new List<KeyValuePair<OffsetKey, CommittedOffset>>();
        OffsetCommitResponse response = CommitResponse(request, (topic, partition) =>
        {
            var key = new OffsetKey(request.GroupId, topic, partition.PartitionIndex);
            var offset = new CommittedOffset(
                partition.CommittedOffset,
                partition.CommittedLeaderEpoch,
                partition.CommittedMetadata ?? "",
                now.WallClockMs,
                Order: ++_lastOrder);
            return StaleFor(group, consumer, request.MemberId, request.GenerationIdOrMemberEpoch, key)
                ? ErrorCode.StaleMemberEpoch
                : Take(key, offset, isKnown, commits);
        });

        if (commits.Count == 0)
        {
            effects.Answer(token, response);
            return;
        }

        var append = new PendingAppend(
            RecordsOf(commits),
            (_, then) =>
            {
                commits.ForEach(commit => Keep(commit.Key, commit.Value));
                then.Answer(token, response);
            },
            (failure, _, then) => then.Answer(token, CommitResponse(request, (_, _) => failure)));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    /// <summary>
    /// The committed positions of one group, under the names of version 8 and later. With
    /// <paramref name="requireStable"/> a position that an open transaction may still change is answered with
    /// UnstableOffsetCommit: ask again.
    /// </summary>
    public OffsetFetchResponseGroup FetchOffsets(OffsetFetchRequestGroup request, bool requireStable)
    {
        var response = new OffsetFetchResponseGroup { GroupId = request.GroupId };
        _groups.TryFind(request.GroupId, out Group? group);
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

    /// <summary>Forgets committed positions of partitions that no member of the group consumes.</summary>
    public void OffsetDeleteRequested(
        OffsetDeleteRequest request, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        ErrorCode error = request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.None;
        Group? group = null;
        if (error == ErrorCode.None && !_groups.TryFind(request.GroupId, out group))
        {
            error = ErrorCode.GroupIdNotFound;
        }
        else if (group is { Members.Count: > 0 })
        {
            // What its members subscribe to is theirs to know: an occupied group keeps its positions.
            error = ErrorCode.NonEmptyGroup;
        }

        if (error != ErrorCode.None)
        {
            effects.Answer(token, new OffsetDeleteResponse { ErrorCode = error });
            return;
        }

        var response = new OffsetDeleteResponse();
        var keys = new List<(string Topic, int Partition)>();
        foreach (OffsetDeleteRequestTopic topic in request.Topics)
        {
            var answered = new OffsetDeleteResponseTopic { Name = topic.Name };
            bool isRead = group!.Consumers?.IsSubscribedTo(topic.Name) ?? group.Streams?.IsSubscribedTo(topic.Name)
                ?? false;
            foreach (OffsetDeleteRequestPartition partition in topic.Partitions)
            {
                answered.Partitions.Add(new OffsetDeleteResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = isRead ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None,
                });
                if (!isRead && group.Offsets.ContainsKey((topic.Name, partition.PartitionIndex)))
                {
                    keys.Add((topic.Name, partition.PartitionIndex));
                }
            }

            response.Topics.Add(answered);
        }

        ForgetOffsets(group!, keys, token, response, effects);
    }

    private static void ForgetOffsets(
        Group group,
        List<(string Topic, int Partition)> keys,
        ReplyToken token,
        OffsetDeleteResponse response,
        List<GroupEffect> effects)
    {
        if (keys.Count == 0)
        {
            effects.Answer(token, response);
            return;
        }

        var append = new PendingAppend(
            keys.ConvertAll(key => GroupRecords.ForgetCommit(group.GroupId, key.Topic, key.Partition)),
            (_, then) =>
            {
                keys.ForEach(key => group.Offsets.Remove(key));
                then.Answer(token, response);
            },
            (failure, _, then) => then.Answer(token, new OffsetDeleteResponse { ErrorCode = failure }));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    // The newest record of a position is the one that counts, as compaction will have it: a transaction that ends late
    // does not take a later commit back.
    private void Keep(OffsetKey key, CommittedOffset offset)
    {
        Group group = _groups.GetOrCreate(key.GroupId);
        if (!group.Offsets.TryGetValue((key.Topic, key.Partition), out CommittedOffset present)
            || present.Order < offset.Order)
        {
            group.Offsets[(key.Topic, key.Partition)] = offset;
        }
    }

    // One that may be committed goes to the others.
    private ErrorCode Take(
        OffsetKey key,
        CommittedOffset offset,
        Func<string, int, bool> isKnown,
        List<KeyValuePair<OffsetKey, CommittedOffset>> commits)
    {
        if (Encoding.UTF8.GetByteCount(offset.Metadata) > _options.MaxOffsetMetadataBytes)
        {
            return ErrorCode.OffsetMetadataTooLarge;
        }

        if (!isKnown(key.Topic, key.Partition))
        {
            return ErrorCode.UnknownTopicOrPartition;
        }

        commits.Add(KeyValuePair.Create(key, offset));
        return ErrorCode.None;
    }

    private static List<CoordinatorRecord> RecordsOf(List<KeyValuePair<OffsetKey, CommittedOffset>> commits) =>
        commits.ConvertAll(commit => GroupRecords.Commit(
            commit.Key.GroupId, commit.Key.Topic, commit.Key.Partition, commit.Value));

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

    private ErrorCode CheckCommit(
        in Committer committer, out Group? group, out GroupMember? member, out ConsumerMember? consumer)
    {
        member = null;
        consumer = null;
        bool exists = _groups.TryFind(committer.GroupId, out group);
        if (committer.Generation < 0 && (group is null || (group.State == GroupState.Empty
            && !group.HasOwnMembers)))
        {
            // A consumer that assigns its partitions itself, or an administrator: an occupied group is not theirs.
            return ErrorCode.None;
        }

        if (!exists)
        {
            return committer.Version >= FirstCommitVersionWithMemberEpoch
                ? ErrorCode.GroupIdNotFound
                : ErrorCode.IllegalGeneration;
        }

        if (committer is { Generation: < 0, MemberId.Length: 0, InstanceId: null })
        {
            // A producer older than KIP-447 knows no generation; its transactional id is what fences it.
            return committer.IsTransactional ? ErrorCode.None : ErrorCode.UnknownMemberId;
        }

        if (group!.Consumers is { } consumers)
        {
            return CheckConsumerCommit(consumers, committer, out consumer);
        }

        if (group.Streams is { } streams)
        {
            return CheckStreamsCommit(streams, committer);
        }

        ErrorCode error = CheckMember(group, committer.MemberId, committer.InstanceId, out member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (committer.Generation != group.GenerationId)
        {
            return ErrorCode.IllegalGeneration;
        }

        return group.State switch
        {
            // In PreparingRebalance the commit is welcome: it is the last one before partitions move.
            GroupState.Stable or GroupState.PreparingRebalance => ErrorCode.None,
            GroupState.CompletingRebalance =>
                committer.IsTransactional ? ErrorCode.None : ErrorCode.RebalanceInProgress,
            _ => ErrorCode.UnknownMemberId,
        };
    }

    /// <summary>
    /// Who commits positions, and as what. The version is that of OffsetCommit; 0 for another request.
    /// </summary>
    private readonly record struct Committer(
        string GroupId, int Generation, string MemberId, string? InstanceId, bool IsTransactional, short Version = 0);

    private static OffsetCommitResponse CommitResponse(
        OffsetCommitRequest request, Func<string, OffsetCommitRequestPartition, ErrorCode> outcome)
    {
        var response = new OffsetCommitResponse();
        foreach (OffsetCommitRequestTopic topic in request.Topics)
        {
            var answered = new OffsetCommitResponseTopic { Name = topic.Name, TopicId = topic.TopicId };
            foreach (OffsetCommitRequestPartition partition in topic.Partitions)
            {
                answered.Partitions.Add(new OffsetCommitResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = outcome(topic.Name, partition),
                });
            }

            response.Topics.Add(answered);
        }

        return response;
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
        if (requireStable && _openOffsets.IsUnstable(new OffsetKey(groupId, topic, partition)))
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
