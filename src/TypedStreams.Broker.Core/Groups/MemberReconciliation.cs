// One step of a member towards the target assignment (KIP-848): it gives up first, then its epoch advances, then it
// gets what is free. What it gives up is free for others only once its epoch has advanced: whatever answer it missed,
// what it may think it owns then has an epoch of the past. So no two members with epochs of the present own one
// partition.
namespace TypedStreams.Broker.Core.Groups;

internal static class MemberReconciliation
{
    /// <summary>
    /// Moves a member as far as it can go. <paramref name="owned"/> is what the member says it has; null when it says
    /// nothing, which is never taken for having given something up. Returns whether anything changed.
    /// </summary>
    internal static bool Advance(ConsumerGroup group, ConsumerMember member, IReadOnlySet<TopicPartitionId>? owned)
    {
        bool isDue = member.State switch
        {
            ConsumerMemberState.Stable => member.Epoch != group.AssignmentEpoch,
            ConsumerMemberState.UnrevokedPartitions => !StillHolds(owned, member.Revoking),
            _ => true,
        };
        return isDue && Advance(group, member, group.TargetOf(member.MemberId), owned);
    }

    private static bool Advance(
        ConsumerGroup group,
        ConsumerMember member,
        HashSet<TopicPartitionId> target,
        IReadOnlySet<TopicPartitionId>? owned)
    {
        var assigned = new Dictionary<TopicPartitionId, int>();
        var revoking = new Dictionary<TopicPartitionId, int>();
        foreach ((TopicPartitionId partition, int epoch) in member.Assigned)
        {
            (target.Contains(partition) ? assigned : revoking).Add(partition, epoch);
        }

        if (revoking.Count > 0 && StillHolds(owned, revoking))
        {
            foreach ((TopicPartitionId partition, int epoch) in member.Revoking)
            {
                revoking.TryAdd(partition, epoch);
            }

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

    private static bool StillHolds(IReadOnlySet<TopicPartitionId>? owned, Dictionary<TopicPartitionId, int> revoking)
    {
        if (owned is null)
        {
            return true;
        }

        foreach (TopicPartitionId partition in revoking.Keys)
        {
            if (owned.Contains(partition))
            {
                return true;
            }
        }

        return false;
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
