// How long a member of a consumer group may be silent, and how long it may take to give partitions up. A classic member
// has a session timeout of its own, and gives up when it joins again.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerSessions(GroupOptions options)
{
    /// <summary>The member was heard: its session begins anew.</summary>
    internal void KeepAlive(Group group, ConsumerMember member, CoreTime now, List<GroupEffect> effects)
    {
        member.SessionTimer ??= new GroupTimer(group, GroupTimerKind.ConsumerSession, member.MemberId);
        int timeoutMs = member.Classic?.SessionTimeoutMs
            ?? group.Consumers!.SessionTimeoutMs
            ?? options.ConsumerSessionTimeoutMs;
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer, now.NowMs + timeoutMs));
    }

    /// <summary>
    /// A member that must give partitions up has its rebalance timeout for it; <paramref name="isNews"/> tells whether
    /// it must give up others than before.
    /// </summary>
    internal static void WatchRevocation(
        Group group, ConsumerMember member, bool isNews, CoreTime now, List<GroupEffect> effects)
    {
        if (member.Classic is not null)
        {
            // It gives up when it joins again: see ClassicMembers.AwaitRejoin.
            return;
        }

        if (member.State != ConsumerMemberState.UnrevokedPartitions)
        {
            StopRevocation(member, effects);
        }
        else if (isNews && member.RebalanceTimeoutMs >= 0)
        {
            member.RebalanceTimer ??= new GroupTimer(group, GroupTimerKind.ConsumerRebalance, member.MemberId);
            effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
        }
    }

    /// <summary>It has given up what it had to.</summary>
    internal static void StopRevocation(ConsumerMember member, List<GroupEffect> effects)
    {
        effects.Cancel(member.RebalanceTimer);
        member.RebalanceTimer = null;
    }

    /// <summary>The member is gone.</summary>
    internal static void Stop(ConsumerMember member, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        effects.Cancel(member.SessionTimer);
        member.SessionTimer = null;
    }
}
