// OffsetCommit, and TxnOffsetCommit (KIP-98, KIP-447): its positions count when the transaction commits, and only from
// the member that holds the partitions now. Its records are part of the transaction; the marker in this partition
// decides.
using System.Text;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetCommitResponse;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitRequest;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitResponse;

namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class OffsetCommits(
    GroupSet groups, GroupOptions options, CommittedOffsets offsets, CommitRights rights)
{
    /// <summary>See <see cref="GroupCoordinator.CommitRequested"/>.</summary>
    internal void CommitRequested(
        OffsetCommitRequest request,
        short version,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error = rights.Check(
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
        error = groups.IsShareGroup(request.GroupId) ? ErrorCode.GroupIdNotFound : error;
        if (error != ErrorCode.None)
        {
            effects.Answer(token, CommitResponse(request, (_, _) => error));
            return;
        }

        if (member is not null)
        {
            ClassicSessions.KeepAlive(group!, member, now, effects);
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
                Order: offsets.NextOrder());
            return CommitRights.IsStale(group, consumer, request.MemberId, request.GenerationIdOrMemberEpoch, key)
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
                commits.ForEach(commit => offsets.Keep(commit.Key, commit.Value));
                then.Answer(token, response);
            },
            (failure, _, then) => then.Answer(token, CommitResponse(request, (_, _) => failure)));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    /// <summary>See <see cref="GroupCoordinator.TransactionalCommitRequested"/>.</summary>
    internal void TransactionalCommitRequested(
        TxnOffsetCommitRequest request,
        Func<string, int, bool> isKnown,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error = rights.Check(
            new Committer(
                request.GroupId,
                request.GenerationIdOrMemberEpoch,
                request.MemberId,
                request.GroupInstanceId,
                IsTransactional: true),
            out Group? group,
            out GroupMember? member,
            out ConsumerMember? consumer);
        if (error != ErrorCode.None)
        {
            effects.Answer(token, CommitResponse(request, (_, _) => error));
            return;
        }

        if (member is not null)
        {
            ClassicSessions.KeepAlive(group!, member, now, effects);
        }

        var commits = new List<KeyValuePair<OffsetKey, CommittedOffset>>();
        TxnOffsetCommitResponse response = CommitResponse(request, (topic, partition) =>
        {
            var key = new OffsetKey(request.GroupId, topic, partition.PartitionIndex);
            var offset = new CommittedOffset(
                partition.CommittedOffset,
                partition.CommittedLeaderEpoch,
                partition.CommittedMetadata ?? "",
                now.WallClockMs,
                Order: offsets.NextOrder());
            return CommitRights.IsStale(group, consumer, request.MemberId, request.GenerationIdOrMemberEpoch, key)
                ? ErrorCode.StaleMemberEpoch
                : Take(key, offset, isKnown, commits);
        });

        if (commits.Count == 0)
        {
            effects.Answer(token, response);
            return;
        }

        AppendOpenOffsets(request, commits, token, response, effects);
    }

    private void AppendOpenOffsets(
        TxnOffsetCommitRequest request,
        List<KeyValuePair<OffsetKey, CommittedOffset>> commits,
        ReplyToken token,
        TxnOffsetCommitResponse response,
        List<GroupEffect> effects)
    {
        // From the moment of the append on, so that no successor of the member starts from the position before.
        offsets.Hold(commits);
        var append = new PendingAppend(
            RecordsOf(commits),
            (_, then) =>
            {
                offsets.Open(request.ProducerId, commits);
                then.Answer(token, response);
            },
            (failure, _, then) =>
            {
                offsets.Release(commits);
                then.Answer(token, CommitResponse(request, (_, _) => failure));
            })
        {
            Producer = new TransactionalProducer(request.ProducerId, request.ProducerEpoch),
        };
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    // One that may be committed goes to the others.
    private ErrorCode Take(
        OffsetKey key,
        CommittedOffset offset,
        Func<string, int, bool> isKnown,
        List<KeyValuePair<OffsetKey, CommittedOffset>> commits)
    {
        if (Encoding.UTF8.GetByteCount(offset.Metadata) > options.MaxOffsetMetadataBytes)
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

    private static TxnOffsetCommitResponse CommitResponse(
        TxnOffsetCommitRequest request, Func<string, TxnOffsetCommitRequestPartition, ErrorCode> outcome)
    {
        var response = new TxnOffsetCommitResponse();
        foreach (TxnOffsetCommitRequestTopic topic in request.Topics)
        {
            var answered = new TxnOffsetCommitResponseTopic { Name = topic.Name, TopicId = topic.TopicId };
            foreach (TxnOffsetCommitRequestPartition partition in topic.Partitions)
            {
                answered.Partitions.Add(new TxnOffsetCommitResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = outcome(topic.Name, partition),
                });
            }

            response.Topics.Add(answered);
        }

        return response;
    }
}
