// The state of one group: its committed offsets, and its members: those of the classic protocol with generation and
// protocol here, those of KIP-848 in Consumers, together with classic ones that are on their way to it or from it;
// those of KIP-1071 in Streams.
// Owns data and the small rules over it (vote for a protocol, pick a leader); the handlers decide.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>The states of a classic group, with Kafka's names.</summary>
internal enum GroupState
{
    /// <summary>No members; offsets may exist.</summary>
    Empty,

    /// <summary>Waiting for every member to join again.</summary>
    PreparingRebalance,

    /// <summary>Everyone joined; waiting for the leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Every member may fetch its assignment.</summary>
    Stable,

    /// <summary>Deleted; nothing may refer to it any more.</summary>
    Dead,
}

internal sealed class Group(string groupId)
{
    internal string GroupId { get; } = groupId;

    /// <summary>The state of the classic protocol; Empty while the group is a consumer group.</summary>
    internal GroupState State { get; set; } = GroupState.Empty;

    /// <summary>The members and epochs of KIP-848; null while the group is a classic one.</summary>
    internal ConsumerGroup? Consumers { get; set; }

    /// <summary>The members and epochs of KIP-1071; null while the group is no streams group.</summary>
    internal StreamsGroup? Streams { get; set; }

    /// <summary>Whether nobody is in the group or on the way into it.</summary>
    internal bool IsEmpty => State == GroupState.Empty && PendingMembers.Count == 0 && !HasOwnMembers;

    /// <summary>Whether it has members of KIP-848 or KIP-1071, whose assignment is the broker's matter.</summary>
    internal bool HasOwnMembers => Consumers is { Members.Count: > 0 } || Streams is { Members.Count: > 0 };

    /// <summary>
    /// When the last member left, milliseconds since 1970; 0 of a group that has never had members.
    /// </summary>
    internal long EmptySinceMs { get; set; }

    internal int GenerationId { get; set; }

    internal string? ProtocolType { get; set; }

    internal string? ProtocolName { get; set; }

    internal string? LeaderId { get; set; }

    /// <summary>Members in the order they joined, so that every choice over them is the same on every replay.</summary>
    internal List<GroupMember> Members { get; } = [];

    /// <summary>Static members by instance id.</summary>
    internal Dictionary<string, GroupMember> StaticMembers { get; } = [];

    /// <summary>Tombstones of the consumer group it was, which could not be written.</summary>
    internal List<CoordinatorRecord> OwedTombstones { get; set; } = [];

    /// <summary>Ids that were handed out (KIP-394) and not yet used, with the timer that forgets them.</summary>
    internal Dictionary<string, GroupTimer> PendingMembers { get; } = [];

    internal Dictionary<(string Topic, int Partition), CommittedOffset> Offsets { get; } = [];

    internal GroupTimer? JoinTimer { get; set; }

    internal GroupTimer? SyncTimer { get; set; }

    /// <summary>While the first rebalance gathers members: when it must end at the latest, in milliseconds.</summary>
    internal long InitialJoinLimitMs { get; set; }

    internal bool GathersFirstMembers { get; set; }

    internal GroupMember? Find(string memberId)
    {
        foreach (GroupMember member in Members)
        {
            if (member.MemberId == memberId)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>
    /// What a request that names a member must satisfy before anything else: the member exists, and if it is static,
    /// the instance id belongs to this very member id.
    /// </summary>
    internal ErrorCode Check(string memberId, string? instanceId, out GroupMember? member)
    {
        member = null;
        if (instanceId is not null)
        {
            if (!StaticMembers.TryGetValue(instanceId, out member))
            {
                return ErrorCode.UnknownMemberId;
            }

            return member.MemberId == memberId ? ErrorCode.None : ErrorCode.FencedInstanceId;
        }

        member = Find(memberId);
        return member is null ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    /// <summary>The epoch of a member, of a classic one the generation; null when it is not there.</summary>
    internal int? EpochOf(string memberId) =>
        Consumers is not null ? Consumers.Members.GetValueOrDefault(memberId)?.Epoch
        : Streams is not null ? Streams.Members.GetValueOrDefault(memberId)?.Epoch
        : Find(memberId) is null ? null
        : GenerationId;

    internal bool IsLeader(GroupMember member) => member.MemberId == LeaderId;

    internal void Add(GroupMember member)
    {
        ProtocolType = Members.Count == 0 ? member.ProtocolType : ProtocolType;
        Members.Add(member);
        LeaderId ??= member.MemberId;
        if (member.GroupInstanceId is { } instanceId)
        {
            StaticMembers[instanceId] = member;
        }
    }

    internal void Remove(GroupMember member)
    {
        Members.Remove(member);
        if (member.GroupInstanceId is { } instanceId && StaticMembers.GetValueOrDefault(instanceId) == member)
        {
            StaticMembers.Remove(instanceId);
        }

        if (IsLeader(member))
        {
            LeaderId = Members.Count > 0 ? Members[0].MemberId : null;
        }
    }

    /// <summary>Whether a newcomer with these protocols could share at least one with all present members.</summary>
    internal bool CouldAgreeOn(string protocolType, List<MemberProtocol> offered)
    {
        if (Members.Count == 0)
        {
            return true;
        }

        return ProtocolType == protocolType && offered.Exists(protocol => EveryoneSpeaks(protocol.Name));
    }

    /// <summary>Every member votes for the first of its protocols that all speak; the most votes win.</summary>
    internal string SelectProtocol()
    {
        var votes = new List<(string Name, int Count)>();
        foreach (GroupMember member in Members)
        {
            string choice = member.Protocols.Find(protocol => EveryoneSpeaks(protocol.Name)).Name;
            int index = votes.FindIndex(vote => vote.Name == choice);
            if (index < 0)
            {
                votes.Add((choice, 1));
            }
            else
            {
                votes[index] = (choice, votes[index].Count + 1);
            }
        }

        (string Name, int Count) winner = votes[0];
        foreach ((string Name, int Count) vote in votes)
        {
            winner = vote.Count > winner.Count ? vote : winner;
        }

        return winner.Name;
    }

    internal int MaxRebalanceTimeoutMs()
    {
        int longest = 0;
        foreach (GroupMember member in Members)
        {
            longest = Math.Max(longest, member.RebalanceTimeoutMs);
        }

        return longest;
    }

    internal string StateName => Consumers?.StateName ?? Streams?.StateName ?? State.ToString();

    private bool EveryoneSpeaks(string protocol) =>
        Members.TrueForAll(member => member.Protocols.Exists(offered => offered.Name == protocol));
}

/// <summary>
/// A position of a group; <paramref name="Order"/> tells which of two records of it is the newer one.
/// </summary>
internal readonly record struct CommittedOffset(
    long Offset, int LeaderEpoch, string Metadata, long CommitTimestampMs, long Order);
