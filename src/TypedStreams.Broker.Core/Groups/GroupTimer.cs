namespace TypedStreams.Broker.Core.Groups;

/// <summary>Which deadline of a group a timer stands for.</summary>
public enum GroupTimerKind
{
    /// <summary>A member has not sent a heartbeat within its session timeout.</summary>
    Session,

    /// <summary>A member id was handed out and never used to join.</summary>
    PendingMember,

    /// <summary>The rebalance waits no longer for members to join.</summary>
    Join,

    /// <summary>The rebalance waits no longer for members to fetch their assignment.</summary>
    Sync,

    /// <summary>A member of a consumer group has not sent a heartbeat within the session timeout.</summary>
    ConsumerSession,

    /// <summary>A member of a consumer group has not given partitions up within its rebalance timeout.</summary>
    ConsumerRebalance,

    /// <summary>A member of a streams group has not sent a heartbeat within the session timeout.</summary>
    StreamsSession,

    /// <summary>A member of a streams group has not given tasks up within its rebalance timeout.</summary>
    StreamsRebalance,

    /// <summary>The first assignment of a streams group waits no longer for more members.</summary>
    StreamsInitialDelay,
}

/// <summary>Names a deadline of a group; the shell keeps the time and hands it back when it is due.</summary>
public sealed class GroupTimer
{
    internal GroupTimer(Group group, GroupTimerKind kind, string memberId)
    {
        Group = group;
        Kind = kind;
        MemberId = memberId;
    }

    internal Group Group { get; }

    internal GroupTimerKind Kind { get; }

    internal string MemberId { get; }
}
