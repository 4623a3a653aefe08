// The rebalance of a classic group, from its first joiner to the moment all know the new generation, or until the time
// is up for those who did not come. What a generation is given is written by ClassicSyncs.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal sealed class ClassicRebalance(GroupOptions options)
{
    /// <summary>A rebalance begins, if none has begun yet: every member must join again.</summary>
    internal void Prepare(Group group, CoreTime now, List<GroupEffect> effects)
    {
        if (group.State == GroupState.PreparingRebalance)
        {
            return;
        }

        if (group.State == GroupState.CompletingRebalance)
        {
            AbandonSync(group, now, effects);
        }

        group.JoinTimer ??= new GroupTimer(group, GroupTimerKind.Join, memberId: "");
        long dueMs = now.NowMs + group.MaxRebalanceTimeoutMs();
        group.GathersFirstMembers = group.State == GroupState.Empty && options.InitialRebalanceDelayMs > 0;
        if (group.GathersFirstMembers)
        {
            group.InitialJoinLimitMs = dueMs;
            dueMs = Math.Min(dueMs, now.NowMs + options.InitialRebalanceDelayMs);
        }

        group.State = GroupState.PreparingRebalance;
        effects.Add(new GroupEffect.ArmTimer(group.JoinTimer, dueMs));
    }

    /// <summary>Ends the gathering when nobody is waited for.</summary>
    internal void CompleteIfAllArrived(Group group, CoreTime now, List<GroupEffect> effects)
    {
        if (group.State == GroupState.PreparingRebalance
            && !group.GathersFirstMembers
            && group.PendingMembers.Count == 0
            && group.Members.TrueForAll(member => member.AwaitingJoin is not null))
        {
            CompleteJoin(group, now, effects);
        }
    }

    /// <summary>The rebalance waits no longer for members to join.</summary>
    internal void JoinTimeUp(Group group, CoreTime now, List<GroupEffect> effects)
    {
        group.GathersFirstMembers = false;
        foreach (GroupMember member in group.Members.ToArray())
        {
            // A static member may be away for a restart: it keeps its place until its session ends.
            if (member.AwaitingJoin is null && member.GroupInstanceId is null)
            {
                ClassicSessions.Stop(member, effects);
                group.Remove(member);
            }
        }

        CompleteJoin(group, now, effects);
    }

    /// <summary>The rebalance waits no longer for members to fetch their assignment.</summary>
    internal void SyncTimeUp(Group group, CoreTime now, List<GroupEffect> effects)
    {
        // KIP-559: members that never came for their assignment are gone; the others must share anew.
        int before = group.Members.Count;
        foreach (GroupMember member in group.Members.ToArray())
        {
            if (member.AwaitingSync is null)
            {
                ClassicSessions.Stop(member, effects);
                group.Remove(member);
            }
        }

        if (group.Members.Count < before)
        {
            Prepare(group, now, effects);
            CompleteIfAllArrived(group, now, effects);
        }
    }

    /// <summary>Nobody is waited for any more.</summary>
    internal static void StopSync(Group group, List<GroupEffect> effects)
    {
        effects.Cancel(group.SyncTimer);
        group.SyncTimer = null;
    }

    private void CompleteJoin(Group group, CoreTime now, List<GroupEffect> effects)
    {
        effects.Cancel(group.JoinTimer);
        group.JoinTimer = null;
        group.GenerationId++;
        if (group.Members.Count == 0)
        {
            BecomeEmpty(group, now, effects);
            return;
        }

        GroupMember leader = group.Members.Find(member => group.IsLeader(member) && member.AwaitingJoin is not null)
            ?? group.Members.Find(member => member.AwaitingJoin is not null)
            ?? group.Members[0];
        group.LeaderId = leader.MemberId;
        group.ProtocolName = group.SelectProtocol();
        group.State = GroupState.CompletingRebalance;
        group.SyncTimer = new GroupTimer(group, GroupTimerKind.Sync, memberId: "");
        effects.Add(new GroupEffect.ArmTimer(group.SyncTimer, now.NowMs + group.MaxRebalanceTimeoutMs()));
        foreach (GroupMember member in group.Members)
        {
            if (member.AwaitingJoin is { } waiting)
            {
                member.AwaitingJoin = null;
                ClassicAnswers.Join(group, member, waiting, member.JoinVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
            }
        }
    }

    private static void AbandonSync(Group group, CoreTime now, List<GroupEffect> effects)
    {
        StopSync(group, effects);
        foreach (GroupMember member in group.Members)
        {
            member.Assignment = default;
            if (member.AwaitingSync is { } waiting)
            {
                member.AwaitingSync = null;
                ClassicAnswers.SyncError(waiting, ErrorCode.RebalanceInProgress, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
            }
        }
    }

    private static void BecomeEmpty(Group group, CoreTime now, List<GroupEffect> effects)
    {
        group.State = GroupState.Empty;
        group.EmptySinceMs = now.WallClockMs;
        group.GathersFirstMembers = false;
        group.ProtocolName = null;
        group.LeaderId = null;
        var append = new PendingAppend(
            [GroupRecords.Metadata(group, now)],
            committed: static (_, _) => { },
            failed: static (_, _, _) => { });
        effects.Add(new GroupEffect.AppendRecords(append));
    }
}
