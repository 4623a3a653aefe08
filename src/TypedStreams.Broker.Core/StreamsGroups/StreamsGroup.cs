// The state of a streams group (KIP-1071): members, topology, epochs, the target assignment and who has what now.
// Owns data and the small rules over it; the handlers decide.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StreamsGroup
{
    /// <summary>The epoch that a group is founded with; its first change makes it 2, as in Kafka 4.4.</summary>
    internal const int FirstEpoch = 1;

    /// <summary>Grows with every change of members, topology or topics.</summary>
    internal int Epoch { get; set; } = FirstEpoch;

    /// <summary>The epoch for which the target assignment was made.</summary>
    internal int AssignmentEpoch { get; set; } = FirstEpoch;

    /// <summary>When the target assignment was made, in milliseconds since 1970; 0 when it was not yet.</summary>
    internal long AssignedAtMs { get; set; }

    /// <summary>What the topics of the topology looked like in this epoch.</summary>
    internal long MetadataHash { get; set; }

    /// <summary>The epoch of the topology whose topics are all in order; -1 while some are not.</summary>
    internal int ValidatedTopologyEpoch { get; set; } = -1;

    /// <summary>The configuration with which the epoch of the group began.</summary>
    internal SortedDictionary<string, string> AssignmentSettings { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What the application says that it consists of; null until the first member joins.</summary>
    internal StreamsGroupTopologyValue? Topology { get; set; }

    /// <summary>What the topology comes to with the topics of the cluster; null until it was looked at.</summary>
    internal TopologyPlan? Plan { get; set; }

    /// <summary>Members by id, in order, so that every choice over them is the same on every replay.</summary>
    internal SortedDictionary<string, StreamsMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Static members by instance id.</summary>
    internal Dictionary<string, StreamsMember> StaticMembers { get; } = [];

    /// <summary>What each member shall have in the end.</summary>
    internal Dictionary<string, TaskSet> Targets { get; } = [];

    /// <summary>Who processes a task now, or still may. One without an entry is free.</summary>
    internal Dictionary<TaskId, StreamsMember> Owners { get; } = [];

    /// <summary>The topics of the cluster when the group last looked at them; null when it has not yet.</summary>
    internal ImmutableSortedDictionary<string, TopicImage>? SeenTopics { get; set; }

    /// <summary>Grows when what members have heard of each other's endpoints is out of date.</summary>
    internal int EndpointEpoch { get; set; }

    /// <summary>The member that asked all others to stop; null when none did since the group was empty.</summary>
    internal string? ShutdownMemberId { get; set; }

    /// <summary>Set while the first assignment waits for more members.</summary>
    internal GroupTimer? InitialDelay { get; set; }

    /// <summary>What is on its way into the log, and whether the log has everything.</summary>
    internal GroupWrites Writes { get; } = new();

    internal string StateName =>
        Members.Count == 0 ? "Empty"
        : Topology is null || ValidatedTopologyEpoch != Topology.Epoch ? "NotReady"
        : Epoch > AssignmentEpoch ? "Assigning"
        : Members.Values.All(IsReconciled) ? "Stable"
        : "Reconciling";

    internal TaskSet TargetOf(string memberId) => Targets.GetValueOrDefault(memberId) ?? new TaskSet();

    /// <summary>Whether members read the topic, as far as the topology says.</summary>
    internal bool IsSubscribedTo(string topic) => Members.Count > 0 && SubtopologyOf(topic) is not null;

    /// <summary>The id of the subtopology that reads a topic; null when none does.</summary>
    internal string? SubtopologyOf(string topic) => Topology?.Subtopologies.Find(
        part => part.SourceTopics.Contains(topic)
            || part.RepartitionSourceTopics.Exists(source => source.Name == topic))?.SubtopologyId;

    internal void Add(StreamsMember member)
    {
        Members[member.MemberId] = member;
        if (member.InstanceId is { } instanceId)
        {
            StaticMembers[instanceId] = member;
        }
    }

    internal void Remove(StreamsMember member)
    {
        Own(member, assigned: new TaskSet(), revoking: new TaskSet());
        Members.Remove(member.MemberId);
        Targets.Remove(member.MemberId);
        if (member.InstanceId is { } instanceId && StaticMembers.GetValueOrDefault(instanceId) == member)
        {
            StaticMembers.Remove(instanceId);
        }
    }

    /// <summary>Sets what a member has and what it must give up; nobody else may process any of it.</summary>
    internal void Own(StreamsMember member, TaskSet assigned, TaskSet revoking)
    {
        foreach (TaskId before in member.Assigned.Active.Keys.Concat(member.Revoking.Active.Keys))
        {
            // In a log that lost records to compaction the task may be another's already.
            if (Owners.GetValueOrDefault(before) == member)
            {
                Owners.Remove(before);
            }
        }

        member.Assigned = assigned;
        member.Revoking = revoking;
        foreach (TaskId after in assigned.Active.Keys.Concat(revoking.Active.Keys))
        {
            Owners[after] = member;
        }
    }

    /// <summary>Whether another member of the same process holds a task.</summary>
    internal bool IsInProcessOf(StreamsMember member, TaskId task) => Members.Values.Any(
        other => other != member && other.ProcessId == member.ProcessId && other.Holds(task));

    private bool IsReconciled(StreamsMember member) =>
        member.State == StreamsMemberState.Stable && member.Epoch == AssignmentEpoch;
}
