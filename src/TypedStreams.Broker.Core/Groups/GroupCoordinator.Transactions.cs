// TxnOffsetCommit (KIP-98, KIP-447): positions that count when the transaction commits, and only from the member that
// holds the partitions now. The records are part of the transaction; its marker in this partition decides.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitRequest;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private readonly TransactionalOffsets _openOffsets = new();

    /// <summary>
    /// A producer commits positions inside its transaction, which the transaction's coordinator knows to include this
    /// partition. Answered once the records are committed; until the marker they hold back readers of stable positions.
    /// </summary>
    public void TransactionalCommitRequested(
        TxnOffsetCommitRequest request,
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
            KeepAlive(group!, member, now, effects);
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

        AppendOpenOffsets(request, commits, token, response, effects);
    }

    /// <summary>
    /// The marker of a transaction is committed in this partition: its positions count, or never were.
    /// </summary>
    public void TransactionEnded(long producerId, bool isCommit)
    {
        foreach ((OffsetKey key, CommittedOffset offset) in _openOffsets.Take(producerId))
        {
            if (isCommit && !Wrong.Is(WrongVariant.PositionsAreForgotten))
            {
                Keep(key, offset);
            }
        }
    }

    /// <summary>
    /// Applies one record that belongs to a producer's transaction, oldest first; it counts when
    /// <see cref="TransactionEnded"/> follows. Returns false when its key is of no kind that may stand there.
    /// </summary>
    public bool ReplayTransactional(long producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (GroupRecords.ReadKey(key) is not OffsetCommitKey commit || value is not { } bytes)
        {
            return false;
        }

        _openOffsets.Add(
            producerId,
            new OffsetKey(commit.Group, commit.Topic, commit.Partition),
            GroupRecords.ReadCommit(bytes) with { Order = ++_lastOrder });
        return true;
    }

    private void AppendOpenOffsets(
        TxnOffsetCommitRequest request,
        List<KeyValuePair<OffsetKey, CommittedOffset>> commits,
        ReplyToken token,
        TxnOffsetCommitResponse response,
        List<GroupEffect> effects)
    {
        // From the moment of the append on, so that no successor of the member starts from the position before.
        commits.ForEach(commit => _openOffsets.Hold(commit.Key));
        var append = new PendingAppend(
            RecordsOf(commits),
            (_, then) =>
            {
                foreach ((OffsetKey key, CommittedOffset offset) in commits)
                {
                    _openOffsets.Add(request.ProducerId, key, offset);
                    _openOffsets.Release(key);
                    if (Wrong.Is(WrongVariant.PositionsCountBeforeTheCommit))
                    {
                        Keep(key, offset);
                    }
                }

                then.Answer(token, response);
            },
            (failure, _, then) =>
            {
                commits.ForEach(commit => _openOffsets.Release(commit.Key));
                then.Answer(token, CommitResponse(request, (_, _) => failure));
            })
        {
            Producer = new TransactionalProducer(request.ProducerId, request.ProducerEpoch),
        };
        effects.Add(new GroupEffect.AppendRecords(append));
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
