// A consumer group in which only members of the classic protocol are left becomes a classic group (KIP-848, online
// migration): the epoch becomes the generation, what each member has is its assignment, and a rebalance shares what the
// others left. The record names no leader: replay takes that as a rebalance that is still to be done.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private bool MayDowngrade(ConsumerGroup consumers) =>
        _options.Migration.HasFlag(MigrationPolicy.Downgrade)
        && consumers.Members.Count > 0
        && consumers.Members.Count <= _options.MaxGroupSize
        && consumers.Members.Values.All(static member => member.Classic is not null);

    private void Downgrade(
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
            StopTimers(member, effects);
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

        PrepareRebalance(group, now, effects);
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
