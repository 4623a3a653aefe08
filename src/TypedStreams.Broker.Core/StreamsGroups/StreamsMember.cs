using TypedStreams.Broker.Core.Groups;

namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>How far a member of a streams group is on its way to the target assignment, with Kafka's codes.</summary>
internal enum StreamsMemberState : sbyte
{
    /// <summary>It has what its epoch gives it.</summary>
    Stable = 1,

    /// <summary>It must give tasks up before its epoch can advance.</summary>
    UnrevokedTasks = 2,

    /// <summary>It waits for tasks that others have not given up yet.</summary>
    UnreleasedTasks = 3,
}

/// <summary>Where a process answers queries of its state.</summary>
internal readonly record struct StreamsEndpoint(string Host, ushort Port);

/// <summary>One member of a streams group, a thread of an application's process (KIP-1071).</summary>
internal sealed class StreamsMember(string memberId)
{
    /// <summary>The epoch with which a member joins.</summary>
    internal const int JoinEpoch = 0;

    /// <summary>The epoch with which a member leaves.</summary>
    internal const int LeaveEpoch = -1;

    /// <summary>The epoch with which a static member leaves for a while, and which it has until it is back.</summary>
    internal const int AwayEpoch = -2;

    internal string MemberId { get; } = memberId;

    internal string? InstanceId { get; set; }

    internal string? RackId { get; set; }

    internal string ClientId { get; set; } = "";

    internal string ClientHost { get; set; } = "";

    internal int RebalanceTimeoutMs { get; set; } = -1;

    internal int TopologyEpoch { get; set; } = -1;

    /// <summary>The process that it is a thread of: one process has a task once, whatever it does with it.</summary>
    internal string ProcessId { get; set; } = "";

    internal StreamsEndpoint? Endpoint { get; set; }

    internal SortedDictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);

    internal int Epoch { get; set; }

    internal int PreviousEpoch { get; set; }

    internal StreamsMemberState State { get; set; } = StreamsMemberState.Stable;

    /// <summary>What it has.</summary>
    internal TaskSet Assigned { get; set; } = new();

    /// <summary>What it must give up and may still hold.</summary>
    internal TaskSet Revoking { get; set; } = new();

    /// <summary>How far it has read the changelogs of its tasks; told by the member, and not kept in the log.</summary>
    internal SortedDictionary<TaskId, long> Offsets { get; set; } = [];

    /// <summary>Where those changelogs end; told by the member, and not kept in the log.</summary>
    internal SortedDictionary<TaskId, long> EndOffsets { get; set; } = [];

    internal GroupTimer? SessionTimer { get; set; }

    internal GroupTimer? RebalanceTimer { get; set; }

    /// <summary>Moves to an epoch and remembers the one before, which the member has if the answer gets lost.</summary>
    internal void AdvanceTo(int epoch)
    {
        if (epoch != Epoch)
        {
            PreviousEpoch = Epoch;
            Epoch = epoch;
        }
    }

    /// <summary>Whether it holds a task, be it that it must give it up.</summary>
    internal bool Holds(TaskId task) => Assigned.Contains(task) || Revoking.Contains(task);
}
