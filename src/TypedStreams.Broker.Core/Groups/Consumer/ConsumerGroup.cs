// The state of a consumer group of KIP-848: members, epochs, the target assignment and who owns what now.
// Owns data and the small rules over it; the handlers decide.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerGroup
{
    /// <summary>Grows with every change of members, subscriptions or topics.</summary>
    internal int Epoch { get; set; }

    /// <summary>The epoch for which the target assignment was computed.</summary>
    internal int AssignmentEpoch { get; set; }

    /// <summary>What the topics that the group reads looked like in this epoch.</summary>
    internal long MetadataHash { get; set; }

    /// <summary>The group's own session timeout, in milliseconds; null while the broker's holds.</summary>
    internal int? SessionTimeoutMs { get; set; }

    /// <summary>The group's own heartbeat interval, in milliseconds; null while the broker's holds.</summary>
    internal int? HeartbeatIntervalMs { get; set; }

    /// <summary>Members by id, in order, so that every choice over them is the same on every replay.</summary>
    internal SortedDictionary<string, ConsumerMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Static members by instance id.</summary>
    internal Dictionary<string, ConsumerMember> StaticMembers { get; } = [];

    /// <summary>What each member shall own in the end.</summary>
    internal Dictionary<string, HashSet<TopicPartitionId>> Targets { get; } = [];

    /// <summary>Who owns a partition now, or still holds it. A partition without an entry is free.</summary>
    internal Dictionary<TopicPartitionId, ConsumerMember> Owners { get; } = [];

    /// <summary>The topics that match each expression that a member subscribes to.</summary>
    internal SortedDictionary<string, List<string>> Patterns { get; } = new(StringComparer.Ordinal);

    /// <summary>The topics of the cluster when the group last looked at them; null when it has not yet.</summary>
    internal ImmutableSortedDictionary<string, TopicImage>? SeenTopics { get; set; }

    /// <summary>The topics as the group saw them last, kept when it must look again; null before that.</summary>
    internal ImmutableSortedDictionary<string, TopicImage>? KnownTopics { get; set; }

    /// <summary>What is on its way into the log, and whether the log has everything.</summary>
    internal GroupWrites Writes { get; } = new();

    internal string StateName =>
        Members.Count == 0 ? "Empty"
        : Epoch > AssignmentEpoch ? "Assigning"
        : Members.Values.All(IsReconciled) ? "Stable"
        : "Reconciling";

    internal HashSet<TopicPartitionId> TargetOf(string memberId) => Targets.GetValueOrDefault(memberId) ?? [];

    /// <summary>The names of the topics that a member subscribes to, whether they exist or not.</summary>
    internal IEnumerable<string> TopicsOf(ConsumerMember member) =>
        member.TopicPattern is { } pattern && Patterns.TryGetValue(pattern, out List<string>? matching)
            ? member.TopicNames.Union(matching)
            : member.TopicNames;

    internal bool IsSubscribedTo(string topic) =>
        Members.Values.Any(member => TopicsOf(member).Contains(topic));

    /// <summary>Whether a classic member with these protocols shares one with all the others; it may be one of them.
    /// </summary>
    internal bool CouldAgreeOn(ClassicTraits traits, string memberId, string? instanceId) =>
        traits.Protocols.Exists(offered => Members.Values.All(other =>
            other.Classic is null
            || other.MemberId == memberId
            || (instanceId is not null && other.InstanceId == instanceId)
            || other.Classic.Speaks(offered.Name)));

    /// <summary>
    /// What a request of a classic member must satisfy before anything else: the member is there and speaks the classic
    /// protocol, and if it is static, the instance id belongs to this very member id.
    /// </summary>
    internal ErrorCode CheckClassic(string memberId, string? instanceId, out ConsumerMember? member)
    {
        if (instanceId is not null)
        {
            member = StaticMembers.GetValueOrDefault(instanceId);
            if (member is not null && member.MemberId != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }
        else
        {
            member = Members.GetValueOrDefault(memberId);
        }

        return member?.Classic is null ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    internal void Add(ConsumerMember member)
    {
        Members[member.MemberId] = member;
        if (member.InstanceId is { } instanceId)
        {
            StaticMembers[instanceId] = member;
        }
    }

    internal void Remove(ConsumerMember member)
    {
        Own(member, assigned: [], revoking: []);
        Members.Remove(member.MemberId);
        Targets.Remove(member.MemberId);
        if (member.InstanceId is { } instanceId && StaticMembers.GetValueOrDefault(instanceId) == member)
        {
            StaticMembers.Remove(instanceId);
        }
    }

    /// <summary>Sets what a member owns and what it must give up; nobody else may own any of it.</summary>
    internal void Own(
        ConsumerMember member, Dictionary<TopicPartitionId, int> assigned, Dictionary<TopicPartitionId, int> revoking)
    {
        foreach (TopicPartitionId before in member.Assigned.Keys.Concat(member.Revoking.Keys))
        {
            // In a log that lost records to compaction the partition may be another's already.
            if (Owners.GetValueOrDefault(before) == member)
            {
                Owners.Remove(before);
            }
        }

        member.Assigned = assigned;
        member.Revoking = revoking;
        foreach (TopicPartitionId after in assigned.Keys.Concat(revoking.Keys))
        {
            Owners[after] = member;
        }
    }

    private bool IsReconciled(ConsumerMember member) =>
        member.State == ConsumerMemberState.Stable && member.Epoch == AssignmentEpoch;
}
