// The assignor of streams groups, "sticky": tasks with state are spread evenly first, then the others fill up; who had
// a task, or keeps its state, goes on with it while that is fair. Standby tasks go to other processes, to such with
// other tags where tags are asked for. The same input gives the same result on every node.
namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StickyTaskAssignor
{
    internal const string Name = "sticky";

    private readonly SortedDictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskId, Share> _processing = [];
    private readonly ILookup<string, Share> _processes;
    private readonly IReadOnlyList<string> _tags;

    private StickyTaskAssignor(StreamsGroup group, IReadOnlyList<string> tags)
    {
        _tags = tags;
        foreach (StreamsMember member in group.Members.Values)
        {
            var share = new Share(member, group.TargetOf(member.MemberId));
            _shares[member.MemberId] = share;
            foreach (TaskId task in share.Before.Active.Keys)
            {
                _processing[task] = share;
            }
        }

        _processes = _shares.Values.ToLookup(share => share.Member.ProcessId);
    }

    /// <summary>What each member of a group shall have; nothing while the topology is not ready.</summary>
    internal static IEnumerable<KeyValuePair<string, TaskSet>> Assign(StreamsGroup group, StreamsGroupOptions options)
    {
        var assignor = new StickyTaskAssignor(group, options.RackAwareTags);
        if (group.Plan is { IsReady: true } plan && group.Members.Count > 0)
        {
            TaskId[] stateful = TasksOf(plan, isStateful: true);
            TaskId[] stateless = TasksOf(plan, isStateful: false);
            assignor.Spread(stateful, stateful.Length);
            assignor.Spread(stateless, stateful.Length + stateless.Length);
            assignor.SpreadStandby(
                stateful,
                options.StandbyReplicas,
                stateless.Length + (stateful.Length * (1 + options.StandbyReplicas)));
        }

        return assignor._shares.Select(share => KeyValuePair.Create(share.Key, share.Value.After));
    }

    private static TaskId[] TasksOf(TopologyPlan plan, bool isStateful) =>
    [
        .. plan.Subtopologies.Where(part => part.IsStateful == isStateful)
            .SelectMany(part => Enumerable.Range(0, part.TaskCount).Select(index => new TaskId(part.Id, index))),
    ];

    // Gives the tasks to members, so that all have the same number of the total, or one more.
    private void Spread(TaskId[] tasks, int total)
    {
        int least = total / _shares.Count;
        int withOneMore = (total % _shares.Count) - _shares.Values.Count(share => share.Count > least);
        var open = new List<TaskId>();
        foreach (TaskId task in tasks)
        {
            if (!_processing.TryGetValue(task, out Share? before) || !TryGive(before, task))
            {
                open.Add(task);
            }
        }

        open.RemoveAll(task => _shares.Values.Where(share => share.HasStateOf(task))
            .OrderBy(share => share.Before.Standby.Contains(task) || share.Before.Warmup.Contains(task) ? 0 : 1)
            .ThenByDescending(share => share.Member.Offsets.GetValueOrDefault(task))
            .Any(share => TryGive(share, task)));
        foreach (TaskId task in open)
        {
            _shares.Values.OrderBy(share => share.Count).ThenBy(LoadOfProcess).First().Give(task);
        }

        bool TryGive(Share share, TaskId task)
        {
            if (share.Count > least || (share.Count == least && withOneMore <= 0))
            {
                return false;
            }

            withOneMore -= share.Count == least ? 1 : 0;
            share.Give(task);
            return true;
        }
    }

    private void SpreadStandby(TaskId[] tasks, int replicas, int total)
    {
        int most = (total + _shares.Count - 1) / _shares.Count;
        for (int replica = 0; replica < replicas; replica++)
        {
            foreach (TaskId task in tasks)
            {
                List<Share> holders = [.. _shares.Values.Where(share => share.After.Contains(task))];
                var processes = holders.Select(share => share.Member.ProcessId).ToHashSet();

                // With fewer processes than holders there are fewer standby tasks.
                _shares.Values.Where(share => !processes.Contains(share.Member.ProcessId))
                    .OrderBy(share => SharedTags(share, holders))
                    .ThenBy(share => share.Load < most && share.HadStateOf(task) ? 0 : 1)
                    .ThenBy(LoadOfProcess)
                    .ThenBy(share => share.Load)
                    .FirstOrDefault()?.After.Standby.Add(task);
            }
        }
    }

    private double LoadOfProcess(Share share)
    {
        IEnumerable<Share> threads = _processes[share.Member.ProcessId];
        return threads.Average(thread => thread.Load);
    }

    // How many of the tags that shall differ are the same as those of one who has the task already.
    private int SharedTags(Share share, List<Share> holders) => _tags.Count(
        tag => share.Member.Tags.TryGetValue(tag, out string? value)
            && holders.Exists(holder => holder.Member.Tags.GetValueOrDefault(tag) == value));

    private sealed class Share(StreamsMember member, TaskSet before)
    {
        internal StreamsMember Member => member;

        internal TaskSet Before => before;

        internal TaskSet After { get; } = new();

        internal int Count => After.Active.Count;

        internal int Load => After.Active.Count + After.Standby.Count;

        internal void Give(TaskId task) => After.Active[task] = 0;

        internal bool HasStateOf(TaskId task) =>
            before.Standby.Contains(task) || before.Warmup.Contains(task) || member.Offsets.ContainsKey(task);

        internal bool HadStateOf(TaskId task) => HasStateOf(task) || before.Active.ContainsKey(task);
    }
}
