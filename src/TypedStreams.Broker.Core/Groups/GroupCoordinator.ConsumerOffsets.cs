// Which member of a consumer group may commit which position (KIP-848, KIP-1251): one with the epoch of the present, or
// with an older one for partitions that it has had since then. A commit that was on its way while the epoch advanced
// counts; one of a member that lost the partition in between does not.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private const short FirstCommitVersionWithMemberEpoch = 9;

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

        if (!committer.IsTransactional && committer.Version < FirstCommitVersionWithMemberEpoch)
        {
            return ErrorCode.UnsupportedVersion;
        }

        return committer.Generation < 0 || committer.Generation > member.Epoch
            ? ErrorCode.StaleMemberEpoch
            : ErrorCode.None;
    }

    private static bool StaleFor(
        Group? group, ConsumerMember? member, string memberId, int epoch, in OffsetKey key)
    {
        if (group?.Streams is { } streams)
        {
            return StaleFor(streams, memberId, epoch, key);
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
}
