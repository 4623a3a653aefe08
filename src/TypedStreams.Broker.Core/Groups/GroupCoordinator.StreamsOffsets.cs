// Which member of a streams group may commit which position: one with the epoch of the present, or with an older one
// for partitions of tasks that it has had since then (KIP-1071, KIP-1251).
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private static ErrorCode CheckStreamsCommit(StreamsGroup streams, in Committer committer)
    {
        if (!streams.Members.TryGetValue(committer.MemberId, out StreamsMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (!committer.IsTransactional && committer.Version < FirstCommitVersionWithMemberEpoch)
        {
            return ErrorCode.UnsupportedVersion;
        }

        return committer.Generation < 0 || committer.Generation > member.Epoch
            ? ErrorCode.StaleMemberEpoch
            : ErrorCode.None;
    }

    private static bool StaleFor(StreamsGroup streams, string memberId, int epoch, in OffsetKey key)
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
