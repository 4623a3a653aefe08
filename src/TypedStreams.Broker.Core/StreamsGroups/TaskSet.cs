namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>
/// Tasks by what is done with them. Active ones are processed, with the epoch at which the member got each; standby
/// ones have their state kept up; warm-up ones have it made, to become active. Ordered, so that nothing depends on
/// hashing.
/// </summary>
internal sealed class TaskSet
{
    internal SortedDictionary<TaskId, int> Active { get; } = [];

    internal SortedSet<TaskId> Standby { get; } = [];

    internal SortedSet<TaskId> Warmup { get; } = [];

    internal bool IsEmpty => Active.Count == 0 && Standby.Count == 0 && Warmup.Count == 0;

    /// <summary>Whether the task is here, whatever is done with it.</summary>
    internal bool Contains(TaskId task) =>
        Active.ContainsKey(task) || Standby.Contains(task) || Warmup.Contains(task);

    /// <summary>Whether a task is in both, in the same part.</summary>
    internal bool Overlaps(TaskSet other) =>
        other.Active.Keys.Any(Active.ContainsKey) || Standby.Overlaps(other.Standby) || Warmup.Overlaps(other.Warmup);

    /// <summary>Whether everything here is in the other as well, in the same part.</summary>
    internal bool IsWithin(TaskSet other) =>
        Active.Keys.All(other.Active.ContainsKey)
        && Standby.IsSubsetOf(other.Standby)
        && Warmup.IsSubsetOf(other.Warmup);

    /// <summary>Whether both have the same tasks in the same parts, whenever they were got.</summary>
    internal bool HasSameTasks(TaskSet other) => IsWithin(other) && other.IsWithin(this);

    /// <summary>The same tasks, the active ones as if they had been got at the beginning.</summary>
    internal TaskSet FromTheBeginning()
    {
        var result = new TaskSet();
        foreach (TaskId task in Active.Keys)
        {
            result.Active[task] = 0;
        }

        result.Standby.UnionWith(Standby);
        result.Warmup.UnionWith(Warmup);
        return result;
    }
}
