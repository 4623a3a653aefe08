// How a group changes its protocol while its members go on (KIP-848, online migration), and how an empty one becomes a
// classic group again. Up: the first member that joins with ConsumerGroupHeartbeat turns a classic group of consumers;
// the generation becomes the epoch, what each member was given is what it owns and shall own. Whoever waits in a
// rebalance is told to join again, and finds the consumer group: see ClassicMembers. Down: when only classic members
// are left the epoch becomes the generation, what each member has is its assignment, and a rebalance shares what the
// others left. The record names no leader: replay takes that as a rebalance that is still to be done.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Migration;

internal sealed class GroupMigration(GroupOptions options, ConsumerSessions sessions, ClassicRebalance rebalance)
{
    /// <summary>A consumer group or a streams group without members turns back.</summary>
    internal static void BecomeClassic(Group group, List<GroupEffect> effects)
    {
        if ((group.Consumers?.Writes ?? group.Streams?.Writes) is not { } writes)
        {
            return;
        }

        List<CoordinatorRecord> tombstones = [.. writes.LostTombstones, .. GroupRecords.Forget(group)];

        // The classic group's first record follows in the same log, so it needs no wait.
        effects.Add(new GroupEffect.AppendRecords(new PendingAppend(
            tombstones,
            committed: static (_, _) => { },
            failed: (_, _, _) => group.OwedTombstones = tombstones)));
        (group.Consumers, group.Streams) = (null, null);
    }

    /// <summary>Whether a classic group may become a consumer group.</summary>
    internal bool MayUpgrade(Group group) =>
        options.Migration.HasFlag(MigrationPolicy.Upgrade)
        && (group.Members.Count == 0 || group.ProtocolType == ConsumerProtocol.Type)
        && group.Members.Count <= options.MaxConsumerGroupSize;

    /// <summary>
    /// Turns a classic group into a consumer group, or says why it cannot be; nothing has changed then.
    /// </summary>
    internal Fault? BecomeConsumers(
        Group group, ClusterImage image, CoreTime now, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        if (group.Consumers is not null)
        {
            return null;
        }

        if (MembersOf(group) is not { } members)
        {
            return new Fault(
                ErrorCode.GroupIdNotFound,
                $"Group {group.GroupId} cannot become a consumer group: the subscription of a member is malformed.");
        }

        records.AddRange(group.OwedTombstones);
        if (group.ProtocolType is not null || group.GenerationId > 0)
        {
            records.Add(GroupRecords.ForgetGroup(group.GroupId));
        }

        ConsumerGroup consumers = ToConsumers(group, members, image);
        LeaveClassicProtocol(group, effects);
        group.Consumers = consumers;
        foreach (ConsumerMember member in consumers.Members.Values)
        {
            sessions.KeepAlive(group, member, now, effects);
        }

        if (members.Count > 0)
        {
            records.AddRange(ConsumerGroupRecords.All(group.GroupId, consumers, image.EndOffset, now));
        }

        return null;
    }

    /// <summary>Whether a consumer group is one of classic members only, and may become a classic one.</summary>
    internal bool MayDowngrade(ConsumerGroup consumers) =>
        options.Migration.HasFlag(MigrationPolicy.Downgrade)
        && consumers.Members.Count > 0
        && consumers.Members.Count <= options.MaxGroupSize
        && consumers.Members.Values.All(static member => member.Classic is not null);

    /// <summary>Turns a consumer group into a classic one.</summary>
    internal void Downgrade(
        Group group, List<CoordinatorRecord> records, WaitingAnswer? answer, CoreTime now, List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        records.InsertRange(0, consumers.Writes.LostTombstones);
        consumers.Writes.LostTombstones.Clear();
        consumers.Writes.IsBehind = false;
        group.Consumers = null;
        group.OwedTombstones = consumers.Writes.LostTombstones;
        group.GenerationId = consumers.Epoch;
        foreach (ConsumerMember member in consumers.Members.Values)
        {
            ConsumerSessions.Stop(member, effects);
            records.AddRange(ConsumerGroupRecords.ForgetMember(group.GroupId, member.MemberId));
            group.Add(ToClassic(consumers, member));
        }

        records.AddRange(ConsumerGroupRecords.ForgetGroup(group.GroupId, consumers));
        group.ProtocolName = group.SelectProtocol();
        group.LeaderId = null;
        group.State = GroupState.Stable;
        records.Add(GroupRecords.Metadata(group, now));
        consumers.Writes.Settle(records, answer, effects);
        foreach (GroupMember member in group.Members)
        {
            ClassicSessions.KeepAlive(group, member, now, effects);
        }

        rebalance.Prepare(group, now, effects);
    }

    private static List<(GroupMember Member, ConsumerProtocolSubscription Subscription)>? MembersOf(Group group)
    {
        var members = new List<(GroupMember, ConsumerProtocolSubscription)>(group.Members.Count);
        foreach (GroupMember member in group.Members)
        {
            ReadOnlyMemory<byte> metadata = member.MetadataFor(group.ProtocolName ?? "");
            metadata = metadata.IsEmpty ? member.Protocols[0].Metadata : metadata;
            if (ConsumerProtocol.ReadSubscription(metadata) is not { } subscription)
            {
                return null;
            }

            members.Add((member, subscription));
        }

        return members;
    }

    private static ConsumerGroup ToConsumers(
        Group group, List<(GroupMember Member, ConsumerProtocolSubscription Subscription)> members, ClusterImage image)
    {
        int epoch = members.Count > 0 ? group.GenerationId : 0;
        var consumers = new ConsumerGroup { Epoch = epoch, AssignmentEpoch = epoch };
        foreach ((GroupMember member, ConsumerProtocolSubscription subscription) in members)
        {
            consumers.Add(new ConsumerMember(member.MemberId)
            {
                InstanceId = member.GroupInstanceId,
                RackId = subscription.RackId is { Length: > 0 } rack ? rack : null,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                TopicNames = ConsumerProtocol.NamesOf(subscription),
                RebalanceTimeoutMs = member.RebalanceTimeoutMs,
                Epoch = epoch,
                PreviousEpoch = epoch,
                Classic = new ClassicTraits(member.SessionTimeoutMs, member.Protocols),
            });
            Hold(consumers, member, ConsumerProtocol.ReadAssignment(member.Assignment, image));
        }

        // In a rebalance a cooperative member goes on with what it had before, which no assignment may name any more.
        foreach ((GroupMember member, ConsumerProtocolSubscription subscription) in members)
        {
            Hold(consumers, member, ConsumerProtocol.OwnedBy(subscription, image));
        }

        foreach (ConsumerMember member in consumers.Members.Values)
        {
            consumers.Targets[member.MemberId] = [.. member.Assigned.Keys];
        }

        return consumers;
    }

    private static void Hold(ConsumerGroup consumers, GroupMember member, IEnumerable<TopicPartitionId> partitions)
    {
        ConsumerMember holder = consumers.Members[member.MemberId];
        var held = new Dictionary<TopicPartitionId, int>(holder.Assigned);
        foreach (TopicPartitionId partition in partitions)
        {
            if (!consumers.Owners.ContainsKey(partition))
            {
                held[partition] = holder.Epoch;
            }
        }

        consumers.Own(holder, held, revoking: []);
    }

    // Nothing of the classic protocol is left: no timer, no one who waits, no state.
    private static void LeaveClassicProtocol(Group group, List<GroupEffect> effects)
    {
        foreach (GroupMember member in group.Members)
        {
            ClassicSessions.Stop(member, effects);
            ClassicAnswers.RefuseWaiting(member, ErrorCode.RebalanceInProgress, effects);
        }

        effects.Cancel(group.JoinTimer);
        group.JoinTimer = null;
        ClassicRebalance.StopSync(group, effects);
        group.Members.Clear();
        group.StaticMembers.Clear();
        group.GathersFirstMembers = false;
        group.State = GroupState.Empty;
        group.OwedTombstones = [];
        (group.ProtocolType, group.ProtocolName, group.LeaderId, group.GenerationId) = (null, null, null, 0);
    }

    private static GroupMember ToClassic(ConsumerGroup consumers, ConsumerMember member)
    {
        ClassicTraits traits = member.Classic!;
        return new GroupMember
        {
            MemberId = member.MemberId,
            GroupInstanceId = member.InstanceId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            ProtocolType = ConsumerProtocol.Type,
            SessionTimeoutMs = traits.SessionTimeoutMs,
            RebalanceTimeoutMs = member.RebalanceTimeoutMs,
            Protocols = traits.Protocols,
            Assignment = ConsumerProtocol.WriteAssignment(
                member.Assigned.Keys.Concat(member.Revoking.Keys), id => NameOf(consumers, id), traits),
        };
    }

    private static string? NameOf(ConsumerGroup consumers, Guid topicId)
    {
        foreach (TopicImage topic in consumers.KnownTopics?.Values ?? [])
        {
            if (topic.Id == topicId)
            {
                return topic.Name;
            }
        }

        return null;
    }
}
