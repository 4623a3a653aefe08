// How long a member of a classic group may be silent.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal static class ClassicSessions
{
    /// <summary>The member was heard: its session begins anew.</summary>
    internal static void KeepAlive(Group group, GroupMember member, CoreTime now, List<GroupEffect> effects)
    {
        member.SessionTimer ??= new GroupTimer(group, GroupTimerKind.Session, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer, now.NowMs + member.SessionTimeoutMs));
    }

    /// <summary>The session does not run: the member is gone, or waits here and cannot send heartbeats.</summary>
    internal static void Stop(GroupMember member, List<GroupEffect> effects)
    {
        effects.Cancel(member.SessionTimer);
        member.SessionTimer = null;
    }
}
