// A classic group of consumers becomes a consumer group while its members go on (KIP-848, online migration). The first
// member that joins with ConsumerGroupHeartbeat turns it: the generation becomes the epoch, what each member was given
// is what it owns and shall own. Whoever waits in a rebalance of the classic group is told to join again, and finds the
// consumer group (see .ClassicJoin and .ClassicMembers).
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private bool MayUpgrade(Group group) =>
        _options.Migration.HasFlag(MigrationPolicy.Upgrade)
        && (group.Members.Count == 0 || group.ProtocolType == ConsumerProtocol.Type)
        && group.Members.Count <= _options.MaxConsumerGroupSize;

    // Turns a classic group into a consumer group, or says why it cannot be; nothing has changed then.
    private Fault? BecomeConsumers(
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
            KeepAlive(group, member, now, effects);
        }

        if (members.Count > 0)
        {
            records.AddRange(ConsumerGroupRecords.All(group.GroupId, consumers, image.EndOffset, now));
        }

        return null;
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
                TopicNames = NamesOf(subscription),
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
            if (member.AwaitingJoin is { } join)
            {
                AnswerJoinError(join, ErrorCode.RebalanceInProgress, member.MemberId, effects);
                member.AwaitingJoin = null;
            }

            if (member.AwaitingSync is { } sync)
            {
                AnswerSyncError(sync, ErrorCode.RebalanceInProgress, effects);
                member.AwaitingSync = null;
            }
        }

        effects.Cancel(group.JoinTimer);
        group.JoinTimer = null;
        CancelSyncTimer(group, effects);
        group.Members.Clear();
        group.StaticMembers.Clear();
        group.GathersFirstMembers = false;
        group.State = GroupState.Empty;
        group.OwedTombstones = [];
        (group.ProtocolType, group.ProtocolName, group.LeaderId, group.GenerationId) = (null, null, null, 0);
    }

    private static List<string> NamesOf(ConsumerProtocolSubscription subscription) =>
        subscription.Topics.Distinct().Order(StringComparer.Ordinal).ToList();
}
