// One step of a member towards the target assignment (KIP-848): it gives up first, then its epoch advances, then it
// gets what is free. What it gives up is free for others only once its epoch has advanced: whatever answer it missed,
// what it may think it owns then has an epoch of the past. So no two members with epochs of the present own one
// partition.
namespace TypedStreams.Broker.Core.Groups.Consumer;

internal static class MemberReconciliation
{
    // A member that has never said to have a partition, and says nothing new, has heard that it lost it when it has
    // sent this many heartbeats since: the first one may be a repeat of the one before the answer.
    private const int HeartbeatsThatShowKnowledge = 2;

    /// <summary>Moves a member as far as it can go; returns whether anything changed.</summary>
    internal static bool Advance(ConsumerGroup group, ConsumerMember member, in MemberReport report)
    {
        bool isDue = member.State switch
        {
            ConsumerMemberState.Stable => member.Epoch != group.AssignmentEpoch,
            ConsumerMemberState.UnrevokedPartitions => HasGivenUp(member, report),
            _ => true,
        };
        return isDue && Advance(group, member, group.TargetOf(member.MemberId), report);
    }

    private static bool Advance(
        ConsumerGroup group, ConsumerMember member, HashSet<TopicPartitionId> target, in MemberReport report)
    {
        var assigned = new Dictionary<TopicPartitionId, int>();
        var revoking = new Dictionary<TopicPartitionId, int>();
        foreach ((TopicPartitionId partition, int epoch) in member.Assigned)
        {
            (target.Contains(partition) ? assigned : revoking).Add(partition, epoch);
        }

        bool hasGivenUp = report.Joins || (report.IsExact && !report.Has.Overlaps(revoking.Keys));
        if (revoking.Count > 0 && !hasGivenUp)
        {
            BeginRevocation(member, revoking, report);
            return Become(group, member, ConsumerMemberState.UnrevokedPartitions, member.Epoch, assigned, revoking);
        }

        bool lacksSome = false;
        foreach (TopicPartitionId partition in target)
        {
            if (!assigned.ContainsKey(partition))
            {
                bool isFree = !group.Owners.TryGetValue(partition, out ConsumerMember? owner) || owner == member;
                lacksSome |= !isFree;
                if (isFree)
                {
                    assigned.Add(partition, group.AssignmentEpoch);
                }
            }
        }

        ConsumerMemberState state =
            lacksSome ? ConsumerMemberState.UnreleasedPartitions : ConsumerMemberState.Stable;
        return Become(group, member, state, group.AssignmentEpoch, assigned, revoking: []);
    }

    private static void BeginRevocation(
        ConsumerMember member, Dictionary<TopicPartitionId, int> revoking, in MemberReport report)
    {
        // What it was told that it has, and has not said to have, it may take up until it hears of this.
        member.MayTakeUpRevoked = !report.Names(revoking.Keys);
        member.HeartbeatsSinceRevocation = 0;
        foreach ((TopicPartitionId partition, int epoch) in member.Revoking)
        {
            revoking.TryAdd(partition, epoch);
        }
    }

    private static bool HasGivenUp(ConsumerMember member, in MemberReport report)
    {
        if (report.Joins || report.IsExact)
        {
            return report.Joins || !report.Has.Overlaps(member.Revoking.Keys);
        }

        member.HeartbeatsSinceRevocation = report.IsFull ? 0 : member.HeartbeatsSinceRevocation + 1;
        if (report.Has.Overlaps(member.Revoking.Keys))
        {
            // Now it has said so: that it says otherwise later will be news.
            member.MayTakeUpRevoked = member.MayTakeUpRevoked && !report.Names(member.Revoking.Keys);
            return false;
        }

        return !member.MayTakeUpRevoked
            || (report.IsNews && !report.IsFull)
            || member.HeartbeatsSinceRevocation >= HeartbeatsThatShowKnowledge;
    }

    private static bool Become(
        ConsumerGroup group,
        ConsumerMember member,
        ConsumerMemberState state,
        int epoch,
        Dictionary<TopicPartitionId, int> assigned,
        Dictionary<TopicPartitionId, int> revoking)
    {
        bool changed = state != member.State
            || epoch != member.Epoch
            || !HasSameKeys(assigned, member.Assigned)
            || !HasSameKeys(revoking, member.Revoking);
        if (changed)
        {
            member.State = state;
            member.AdvanceTo(epoch);
            group.Own(member, assigned, revoking);
        }

        return changed;
    }

    private static bool HasSameKeys(
        Dictionary<TopicPartitionId, int> left, Dictionary<TopicPartitionId, int> right) =>
        left.Count == right.Count && left.Keys.All(right.ContainsKey);
}
