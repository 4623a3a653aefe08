// Who may commit positions of a group, and which: an administrator of a group without members, a classic member of the
// generation, a member of KIP-848 or KIP-1071 with the epoch of the present, or with an older one for what it has had
// since then (KIP-1251). A commit that was on its way while the epoch advanced counts; one of a member that lost the
// partition in between does not.
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class CommitRights(GroupSet groups)
{
    private const short FirstVersionWithMemberEpoch = 9;

    /// <summary>
    /// Whether the committer may commit at all. Gives the group, when there is one, and the member: a classic one, or
    /// one of a consumer group.
    /// </summary>
    internal ErrorCode Check(
        in Committer committer, out Group? group, out GroupMember? member, out ConsumerMember? consumer)
    {
        member = null;
        consumer = null;
        bool exists = groups.TryFind(committer.GroupId, out group);
        if (committer.Generation < 0 && (group is null || (group.State == GroupState.Empty
            && !group.HasOwnMembers)))
        {
            // A consumer that assigns its partitions itself, or an administrator: an occupied group is not theirs.
            return ErrorCode.None;
        }

        if (!exists)
        {
            return committer.Version >= FirstVersionWithMemberEpoch
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

        ErrorCode error = group.Check(committer.MemberId, committer.InstanceId, out member);
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

    /// <summary>Whether a member that may commit has lost, or not yet got, what this position belongs to.</summary>
    internal static bool IsStale(
        Group? group, ConsumerMember? member, string memberId, int epoch, in OffsetKey key)
    {
        if (group?.Streams is { } streams)
        {
            return IsStale(streams, memberId, epoch, key);
        }

        if (member is null || epoch == member.Epoch)
        {
            return false;
        }

        if (group?.Consumers?.SeenTopics is not { } topics || !topics.TryGetValue(key.Topic, out TopicImage? topic))
        {
            return true;
        }

        var partition = new TopicPartitionId(topic.Id, key.Partition);
        return (!member.Assigned.TryGetValue(partition, out int since)
            && !member.Revoking.TryGetValue(partition, out since))
            || epoch < since;
    }

    private static ErrorCode CheckConsumerCommit(
        ConsumerGroup consumers, in Committer committer, out ConsumerMember? member)
    {
        if (!consumers.Members.TryGetValue(committer.MemberId, out member))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (member.Classic is not null)
        {
            return committer.Generation == member.Epoch ? ErrorCode.None : ErrorCode.IllegalGeneration;
        }

        if (!committer.IsTransactional && committer.Version < FirstVersionWithMemberEpoch)
        {
            return ErrorCode.UnsupportedVersion;
        }

        return committer.Generation < 0 || committer.Generation > member.Epoch
            ? ErrorCode.StaleMemberEpoch
            : ErrorCode.None;
    }

    private static ErrorCode CheckStreamsCommit(StreamsGroup streams, in Committer committer)
    {
        if (!streams.Members.TryGetValue(committer.MemberId, out StreamsMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (!committer.IsTransactional && committer.Version < FirstVersionWithMemberEpoch)
        {
            return ErrorCode.UnsupportedVersion;
        }

        return committer.Generation < 0 || committer.Generation > member.Epoch
            ? ErrorCode.StaleMemberEpoch
            : ErrorCode.None;
    }

    private static bool IsStale(StreamsGroup streams, string memberId, int epoch, in OffsetKey key)
    {
        // Who is no member has passed as one who assigns partitions itself.
        if (!streams.Members.TryGetValue(memberId, out StreamsMember? member) || epoch == member.Epoch)
        {
            return false;
        }

        if (streams.SubtopologyOf(key.Topic) is not { } subtopology)
        {
            return true;
        }

        var task = new TaskId(subtopology, key.Partition);
        return (!member.Assigned.Active.TryGetValue(task, out int since)
            && !member.Revoking.Active.TryGetValue(task, out since))
            || epoch < since;
    }
}

/// <summary>
/// Who commits positions, and as what. The version is that of OffsetCommit; 0 for another request.
/// </summary>
internal readonly record struct Committer(
    string GroupId, int Generation, string MemberId, string? InstanceId, bool IsTransactional, short Version = 0);
