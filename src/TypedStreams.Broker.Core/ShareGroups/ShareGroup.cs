using System.Collections.Immutable;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;

namespace TypedStreams.Broker.Core.ShareGroups;

/// <summary>A share group: its members, its epochs, and where it has state.</summary>
internal sealed class ShareGroup(string groupId)
{
    internal string GroupId { get; } = groupId;

    /// <summary>Grows with every change of members, subscriptions or topics.</summary>
    internal int Epoch { get; set; }

    /// <summary>The epoch for which the target assignment was computed.</summary>
    internal int AssignmentEpoch { get; set; }

    internal long MetadataHash { get; set; }

    /// <summary>Members by id, in order, so that every choice over them is the same on every replay.</summary>
    internal SortedDictionary<string, ShareMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>What each member shall read.</summary>
    internal Dictionary<string, HashSet<TopicPartitionId>> Targets { get; } = [];

    /// <summary>The partitions in which the group may have state, by topic.</summary>
    internal SortedDictionary<Guid, SharedTopic> Topics { get; } = [];

    /// <summary>The topics of the cluster when the group last looked at them; null when it has not yet.</summary>
    internal ImmutableSortedDictionary<string, TopicImage>? SeenTopics { get; set; }

    /// <summary>What is on its way into the log, and whether the log has everything.</summary>
    internal GroupWrites Writes { get; } = new();

    internal string StateName => Members.Count == 0 ? "Empty" : "Stable";

    internal HashSet<TopicPartitionId> TargetOf(string memberId) => Targets.GetValueOrDefault(memberId) ?? [];

    internal void Remove(ShareMember member)
    {
        Members.Remove(member.MemberId);
        Targets.Remove(member.MemberId);
    }
}

/// <summary>A topic in which a share group may have state.</summary>
internal sealed record SharedTopic(Guid Id, string Name, int PartitionCount);

/// <summary>A member of a share group.</summary>
internal sealed class ShareMember(string memberId)
{
    /// <summary>The epoch with which a member joins.</summary>
    internal const int JoinEpoch = 0;

    /// <summary>The epoch with which a member leaves.</summary>
    internal const int LeaveEpoch = -1;

    internal string MemberId { get; } = memberId;

    internal string? RackId { get; set; }

    internal string ClientId { get; set; } = "";

    internal string ClientHost { get; set; } = "";

    internal List<string> TopicNames { get; set; } = [];

    internal int Epoch { get; set; }

    internal int PreviousEpoch { get; set; }

    internal HashSet<TopicPartitionId> Assigned { get; set; } = [];

    internal ShareTimer? SessionTimer { get; set; }
}
