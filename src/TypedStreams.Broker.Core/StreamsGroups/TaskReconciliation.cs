// One step of a member of a streams group towards the target assignment (KIP-1071): it gives up first, then its epoch
// advances, then it gets what is free. A task that it shall go on with in another part keeps its state: it is not given
// up and got again, except that processing it ends before another may begin.
namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class TaskReconciliation
{
    /// <summary>
    /// Moves a member as far as it can go; returns whether anything changed. <paramref name="owned"/> is what it says
    /// that it has, null when it says nothing.
    /// </summary>
    internal static bool Advance(StreamsGroup group, StreamsMember member, TaskSet? owned) => member.State switch
    {
        StreamsMemberState.Stable =>
            member.Epoch != group.AssignmentEpoch && Advance(group, member, owned, member.Epoch),

        // What it has given up is free for others, so its epoch must be one of the past for late commits of it.
        StreamsMemberState.UnrevokedTasks =>
            owned is not null && !owned.Overlaps(member.Revoking) && Advance(group, member, owned, member.Epoch + 1),
        _ => Advance(group, member, owned, member.Epoch),
    };

    private static bool Advance(StreamsGroup group, StreamsMember member, TaskSet? owned, int epochUntilRevoked)
    {
        TaskSet target = group.TargetOf(member.MemberId);
        var assigned = new TaskSet();
        var revoking = new TaskSet();
        Split(member.Assigned, target, assigned, revoking);
        if (!revoking.IsEmpty && (owned is null || owned.Overlaps(revoking)))
        {
            return Become(
                group, member, StreamsMemberState.UnrevokedTasks, epochUntilRevoked, assigned, revoking);
        }

        bool lacksSome = Grant(group, member, target, assigned);
        return Become(
            group,
            member,
            lacksSome ? StreamsMemberState.UnreleasedTasks : StreamsMemberState.Stable,
            group.AssignmentEpoch,
            assigned,
            revoking: new TaskSet());
    }

    // What the member keeps, and what it must give up. What it shall begin to process stays where it is until it may.
    private static void Split(TaskSet present, TaskSet target, TaskSet assigned, TaskSet revoking)
    {
        foreach ((TaskId task, int epoch) in present.Active)
        {
            if (target.Active.ContainsKey(task))
            {
                assigned.Active[task] = epoch;
                continue;
            }

            revoking.Active[task] = epoch;
            if (target.Standby.Contains(task))
            {
                assigned.Standby.Add(task);
            }
            else if (target.Warmup.Contains(task))
            {
                assigned.Warmup.Add(task);
            }
        }

        foreach (TaskId task in present.Standby.Where(task => !assigned.Contains(task)))
        {
            (target.Warmup.Contains(task) ? assigned.Warmup
                : target.Contains(task) ? assigned.Standby
                : revoking.Standby).Add(task);
        }

        foreach (TaskId task in present.Warmup.Where(task => !assigned.Contains(task)))
        {
            (target.Standby.Contains(task) ? assigned.Standby
                : target.Contains(task) ? assigned.Warmup
                : revoking.Warmup).Add(task);
        }
    }

    // Gives what is free; returns whether something is not.
    private static bool Grant(StreamsGroup group, StreamsMember member, TaskSet target, TaskSet assigned)
    {
        bool lacksSome = false;
        foreach (TaskId task in target.Active.Keys.Where(task => !assigned.Active.ContainsKey(task)))
        {
            bool isFree = (!group.Owners.TryGetValue(task, out StreamsMember? owner) || owner == member)
                && !group.IsInProcessOf(member, task);
            lacksSome |= !isFree;
            if (isFree)
            {
                assigned.Standby.Remove(task);
                assigned.Warmup.Remove(task);
                assigned.Active.Add(task, group.AssignmentEpoch);
            }
        }

        lacksSome |= GrantState(group, member, target.Standby, assigned, assigned.Standby);
        lacksSome |= GrantState(group, member, target.Warmup, assigned, assigned.Warmup);
        return lacksSome;
    }

    private static bool GrantState(
        StreamsGroup group, StreamsMember member, SortedSet<TaskId> wanted, TaskSet assigned, SortedSet<TaskId> part)
    {
        bool lacksSome = false;
        foreach (TaskId task in wanted.Where(task => !assigned.Contains(task)))
        {
            bool isTaken = group.IsInProcessOf(member, task);
            lacksSome |= isTaken;
            if (!isTaken)
            {
                part.Add(task);
            }
        }

        return lacksSome;
    }

    private static bool Become(
        StreamsGroup group,
        StreamsMember member,
        StreamsMemberState state,
        int epoch,
        TaskSet assigned,
        TaskSet revoking)
    {
        bool changed = state != member.State
            || epoch != member.Epoch
            || !assigned.HasSameTasks(member.Assigned)
            || !revoking.HasSameTasks(member.Revoking);
        if (changed)
        {
            member.State = state;
            member.AdvanceTo(epoch);
            group.Own(member, assigned, revoking);
        }

        return changed;
    }
}
