// OffsetCommit, OffsetFetch and OffsetDelete: the positions that groups keep in __consumer_offsets.
using System.Text;
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
    /// exists.
    /// </summary>
    public void CommitRequested(
        OffsetCommitRequest request,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        long nowMs,
        List<GroupEffect> effects)
    {
        ErrorCode error = CheckCommit(request, out ClassicGroup? group, out GroupMember? member);
        if (error != ErrorCode.None)
        {
            Answer(token, CommitResponse(request, (_, _) => error), effects);
            return;
        }

        if (member is not null)
        {
            KeepAlive(group!, member, nowMs, effects);
        }

        var records = new List<CoordinatorRecord>();
        var commits = new List<((string Topic, int Partition) Key, CommittedOffset Offset)>();
        OffsetCommitResponse response = CommitResponse(request, (topic, partition) =>
        {
            if (Encoding.UTF8.GetByteCount(partition.CommittedMetadata ?? "") > _options.MaxOffsetMetadataBytes)
            {
                return ErrorCode.OffsetMetadataTooLarge;
            }

            if (!isKnown(topic, partition.PartitionIndex))
            {
                return ErrorCode.UnknownTopicOrPartition;
            }

            var offset = new CommittedOffset(
                partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.CommittedMetadata ?? "", nowMs);
            commits.Add(((topic, partition.PartitionIndex), offset));
            records.Add(GroupRecords.Commit(request.GroupId, topic, partition.PartitionIndex, offset));
            return ErrorCode.None;
        });

        if (records.Count == 0)
        {
            Answer(token, response, effects);
            return;
        }

        var append = new PendingAppend(
            records,
            (_, then) =>
            {
                ClassicGroup current = GetOrCreate(request.GroupId);
                commits.ForEach(commit => current.Offsets[commit.Key] = commit.Offset);
                Answer(token, response, then);
            },
            (failure, _, then) => Answer(token, CommitResponse(request, (_, _) => failure), then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    /// <summary>The committed positions of one group, under the names of version 8 and later.</summary>
    public OffsetFetchResponseGroup FetchOffsets(OffsetFetchRequestGroup request)
    {
        var response = new OffsetFetchResponseGroup { GroupId = request.GroupId };
        _groups.TryGetValue(request.GroupId, out ClassicGroup? group);
        if (request.Topics is null)
        {
            AddAllOffsets(group, response);
            return response;
        }

        foreach (OffsetFetchRequestTopics topic in request.Topics)
        {
            var answered = new OffsetFetchResponseTopics { Name = topic.Name, TopicId = topic.TopicId };
            foreach (int partition in topic.PartitionIndexes)
            {
                answered.Partitions.Add(Position(group, topic.Name, partition));
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    /// <summary>Forgets committed positions of partitions that no member of the group consumes.</summary>
    public void OffsetDeleteRequested(
        OffsetDeleteRequest request, ReplyToken token, long nowMs, List<GroupEffect> effects)
    {
        ErrorCode error = request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.None;
        ClassicGroup? group = null;
        if (error == ErrorCode.None && !_groups.TryGetValue(request.GroupId, out group))
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
            Answer(token, new OffsetDeleteResponse { ErrorCode = error }, effects);
            return;
        }

        var response = new OffsetDeleteResponse();
        var keys = new List<(string Topic, int Partition)>();
        foreach (OffsetDeleteRequestTopic topic in request.Topics)
        {
            var answered = new OffsetDeleteResponseTopic { Name = topic.Name };
            foreach (OffsetDeleteRequestPartition partition in topic.Partitions)
            {
                answered.Partitions.Add(
                    new OffsetDeleteResponsePartition { PartitionIndex = partition.PartitionIndex });
                if (group!.Offsets.ContainsKey((topic.Name, partition.PartitionIndex)))
                {
                    keys.Add((topic.Name, partition.PartitionIndex));
                }
            }

            response.Topics.Add(answered);
        }

        ForgetOffsets(group!, keys, token, response, effects);
    }

    private static void ForgetOffsets(
        ClassicGroup group,
        List<(string Topic, int Partition)> keys,
        ReplyToken token,
        OffsetDeleteResponse response,
        List<GroupEffect> effects)
    {
        if (keys.Count == 0)
        {
            Answer(token, response, effects);
            return;
        }

        var append = new PendingAppend(
            keys.ConvertAll(key => GroupRecords.ForgetCommit(group.GroupId, key.Topic, key.Partition)),
            (_, then) =>
            {
                keys.ForEach(key => group.Offsets.Remove(key));
                Answer(token, response, then);
            },
            (failure, _, then) => Answer(token, new OffsetDeleteResponse { ErrorCode = failure }, then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private ErrorCode CheckCommit(OffsetCommitRequest request, out ClassicGroup? group, out GroupMember? member)
    {
        member = null;
        group = null;
        bool exists = _groups.TryGetValue(request.GroupId, out group);
        if (request.GenerationIdOrMemberEpoch < 0)
        {
            // A consumer that assigns its partitions itself, or an administrator: an occupied group is not theirs.
            if (group is null or { State: GroupState.Empty })
            {
                return ErrorCode.None;
            }

            if (request.MemberId.Length == 0 && request.GroupInstanceId is null)
            {
                return ErrorCode.UnknownMemberId;
            }
        }

        if (!exists)
        {
            return ErrorCode.IllegalGeneration;
        }

        ErrorCode error = CheckMember(group!, request.MemberId, request.GroupInstanceId, out member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationIdOrMemberEpoch != group!.GenerationId)
        {
            return ErrorCode.IllegalGeneration;
        }

        return group.State switch
        {
            // In PreparingRebalance the commit is welcome: it is the last one before partitions move.
            GroupState.Stable or GroupState.PreparingRebalance => ErrorCode.None,
            GroupState.CompletingRebalance => ErrorCode.RebalanceInProgress,
            _ => ErrorCode.UnknownMemberId,
        };
    }

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

    private static void AddAllOffsets(ClassicGroup? group, OffsetFetchResponseGroup response)
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
                byTopic.Select(key => key.Partition).Order().Select(index => Position(group, byTopic.Key, index)));
            response.Topics.Add(answered);
        }
    }

    private static OffsetFetchResponsePartitions Position(ClassicGroup? group, string topic, int partition)
    {
        var committed = new CommittedOffset(Offset: -1, LeaderEpoch: -1, Metadata: "", CommitTimestampMs: 0);
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
