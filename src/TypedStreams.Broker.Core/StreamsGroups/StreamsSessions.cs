// How long a member of a streams group may be silent, and how long it may take to give tasks up.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class StreamsSessions
{
    /// <summary>The member was heard: its session begins anew.</summary>
    internal static void KeepAlive(
        Group group, StreamsMember member, int timeoutMs, CoreTime now, List<GroupEffect> effects)
    {
        member.SessionTimer ??= new GroupTimer(group, GroupTimerKind.StreamsSession, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer, now.NowMs + timeoutMs));
    }

    /// <summary>The member must give tasks up within its rebalance timeout.</summary>
    internal static void WatchRevocation(
        Group group, StreamsMember member, CoreTime now, List<GroupEffect> effects)
    {
        member.RebalanceTimer ??= new GroupTimer(group, GroupTimerKind.StreamsRebalance, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
    }

    /// <summary>It has given up what it had to.</summary>
    internal static void StopRevocation(StreamsMember member, List<GroupEffect> effects)
    {
        effects.Cancel(member.RebalanceTimer);
        member.RebalanceTimer = null;
    }

    /// <summary>The member is gone.</summary>
    internal static void Stop(StreamsMember member, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        effects.Cancel(member.SessionTimer);
        member.SessionTimer = null;
    }
}
