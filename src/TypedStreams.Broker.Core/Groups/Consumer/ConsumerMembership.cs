// How members of a consumer group come, move on and go (KIP-848), whichever protocol they speak: they are admitted, a
// static one takes its predecessor's place, each is taken a step towards its target, they leave, or they are put out
// when their session or the time to give partitions up is over. What they had is free at once; the next heartbeat
// shares it anew.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Migration;
using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerMembership(ConsumerTargets targets, GroupMigration migration)
{
    /// <summary>The member of a request: one that is there, a newcomer, or a static one that is back.</summary>
    internal static ConsumerMember Admit(
        Group group,
        string memberId,
        string? ofInstance,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects,
        out bool isNew)
    {
        ConsumerGroup consumers = group.Consumers!;
        isNew = !consumers.Members.TryGetValue(memberId, out ConsumerMember? member);
        if (member is not null)
        {
            return member;
        }

        member = new ConsumerMember(memberId) { InstanceId = ofInstance };
        if (ofInstance is { } instanceId
            && consumers.StaticMembers.TryGetValue(instanceId, out ConsumerMember? away))
        {
            TakeOver(group, away, member, records, effects);
        }
        else
        {
            consumers.Add(member);
        }

        return member;
    }

    /// <summary>
    /// Everything that a heartbeat or a join moves: the epoch of the group, the target, then the member itself.
    /// </summary>
    internal void Progress(
        Group group,
        ConsumerMember member,
        bool resubscribes,
        ClusterImage image,
        bool isNew,
        MemberReport report,
        CoreTime now,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        bool subscriptionChanged = ConsumerTargets.ResolvePatterns(group, image, now, records) || resubscribes;
        if (subscriptionChanged || !ReferenceEquals(consumers.SeenTopics, image.Topics))
        {
            ConsumerTargets.BumpIfChanged(group, image, force: subscriptionChanged, records);
        }

        if (consumers.Epoch > consumers.AssignmentEpoch)
        {
            targets.Retarget(group, image, now, records);
        }

        var revokingBefore = member.Revoking;
        if (MemberReconciliation.Advance(consumers, member, report) || isNew)
        {
            records.Add(ConsumerGroupRecords.Current(group.GroupId, member));
            ConsumerSessions.WatchRevocation(group, member, !SameKeys(revokingBefore, member.Revoking), now, effects);
        }
    }

    /// <summary>The session of a member, or its time to give partitions up, is over.</summary>
    internal void Expel(Group group, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        if (group.Consumers is not { } consumers
            || !consumers.Members.TryGetValue(memberId, out ConsumerMember? member))
        {
            return;
        }

        var records = new List<CoordinatorRecord>();
        Remove(group, member, records, effects);
        Departed(group, image: null, records, answer: null, now, effects);
    }

    /// <summary>
    /// A static member goes for a while. Its session goes on: one that is not back in time is put out.
    /// </summary>
    internal static void GoAway(
        Group group, ConsumerMember member, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        ConsumerSessions.StopRevocation(member, effects);
        member.PreviousEpoch = member.Epoch;
        member.Epoch = ConsumerMember.AwayEpoch;
        member.State = ConsumerMemberState.Stable;
        group.Consumers!.Own(member, member.Assigned, revoking: []);
        records.Add(ConsumerGroupRecords.Current(group.GroupId, member));
    }

    /// <summary>The member is gone. <see cref="Departed"/> follows.</summary>
    internal static void Remove(
        Group group,
        ConsumerMember member,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        ConsumerSessions.Stop(member, effects);
        consumers.Remove(member);
        records.AddRange(ConsumerGroupRecords.ForgetMember(group.GroupId, member.MemberId));
        if (member.TopicPattern is { } expression
            && !consumers.Members.Values.Any(other => other.TopicPattern == expression)
            && consumers.Patterns.Remove(expression))
        {
            records.Add(ConsumerGroupRecords.ForgetPattern(group.GroupId, expression));
        }
    }

    /// <summary>
    /// Members were removed: the others share anew, in a classic group when only classic ones are left.
    /// </summary>
    internal void Departed(
        Group group,
        ClusterImage? image,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        if (migration.MayDowngrade(consumers))
        {
            migration.Downgrade(group, records, answer, now, effects);
            return;
        }

        // Without an image the hash stays: the next heartbeat looks at the topics, because they were never seen.
        consumers.MetadataHash =
            image is null ? consumers.MetadataHash : TopicHash.Of(ConsumerTargets.TopicsOf(consumers, image));
        consumers.SeenTopics = null;
        consumers.Epoch++;
        records.Add(ConsumerGroupRecords.Group(group.GroupId, consumers));
        if (consumers.Members.Count == 0)
        {
            group.EmptySinceMs = now.WallClockMs;
        }

        Settle(group, records, answer, now, effects);
    }

    /// <summary>
    /// Answers when the records, and everything that was decided before them, are committed: see
    /// <see cref="GroupWrites"/>.
    /// </summary>
    internal static void Settle(
        Group group,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        if (consumers.Writes.IsBehind)
        {
            records = consumers.Writes.CatchUp(
                records, ConsumerGroupRecords.All(group.GroupId, consumers, metadataOffset: 0, now));
        }

        consumers.Writes.Settle(records, answer, effects);
    }

    /// <summary>Whether both have the same partitions.</summary>
    internal static bool SameKeys(
        Dictionary<TopicPartitionId, int> left, Dictionary<TopicPartitionId, int> right) =>
        ReferenceEquals(left, right) || (left.Count == right.Count && left.Keys.All(right.ContainsKey));

    // A static member is back under a new id: what its predecessor had is kept for it.
    private static void TakeOver(
        Group group,
        ConsumerMember away,
        ConsumerMember member,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        var assigned = away.Assigned;
        HashSet<TopicPartitionId> target = consumers.TargetOf(away.MemberId);
        (member.TopicNames, member.TopicPattern, member.RackId) = (away.TopicNames, away.TopicPattern, away.RackId);
        (member.Assignor, member.RebalanceTimeoutMs) = (away.Assignor, away.RebalanceTimeoutMs);
        ConsumerSessions.Stop(away, effects);
        consumers.Remove(away);
        consumers.Add(member);
        consumers.Own(member, assigned, revoking: []);
        consumers.Targets[member.MemberId] = target;
        records.AddRange(ConsumerGroupRecords.ForgetMember(group.GroupId, away.MemberId));
        records.Add(ConsumerGroupRecords.Target(group.GroupId, member.MemberId, target));
    }
}
