using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

/// <summary>
/// What a core of share groups or share partitions asks its shell to do, carried out in the order given.
/// </summary>
public abstract record ShareEffect
{
    private ShareEffect()
    {
    }

    /// <summary>Answer the request that <paramref name="Token"/> stands for.</summary>
    public sealed record Reply(ReplyToken Token, object Response) : ShareEffect;

    /// <summary>
    /// Append records to the core's partition as one batch; tell <paramref name="Append"/> how it went.
    /// </summary>
    public sealed record AppendRecords(ShareAppend Append) : ShareEffect;

    /// <summary>Set or move a timer; when it is due call <see cref="ShareTimer.Fire"/>.</summary>
    public sealed record ArmTimer(ShareTimer Timer, long DueMs) : ShareEffect;

    /// <summary>Take a timer back.</summary>
    public sealed record CancelTimer(ShareTimer Timer) : ShareEffect;

    /// <summary>Records of a share partition may be acquired that could not before: wake who waits for them.</summary>
    public sealed record RecordsAvailable(ShareKey Key) : ShareEffect;

    /// <summary>A member has gone: end its session, so that others get what it holds.</summary>
    public sealed record MemberGone(string GroupId, string MemberId) : ShareEffect;
}

/// <summary>Records on their way into the log, and what the core does when their fate is known.</summary>
public sealed class ShareAppend
{
    private readonly Action<ErrorCode, CoreTime, List<ShareEffect>> _completed;

    internal ShareAppend(
        IReadOnlyList<CoordinatorRecord> records, Action<ErrorCode, CoreTime, List<ShareEffect>> completed)
    {
        Records = records;
        _completed = completed;
    }

    /// <summary>The records, appended as one batch.</summary>
    public IReadOnlyList<CoordinatorRecord> Records { get; }

    /// <summary>The share partition whose whole state the records hold; null when they do not hold any.</summary>
    public ShareKey? SnapshotOf { get; init; }

    /// <summary>The share partitions that the records undo.</summary>
    public IReadOnlyList<ShareKey> Forgotten { get; init; } = [];

    /// <summary>The records are committed, or could not be. Called once, on the core's thread.</summary>
    public void Completed(ErrorCode error, CoreTime now, List<ShareEffect> effects) => _completed(error, now, effects);
}

/// <summary>A deadline of a core; the shell keeps the time.</summary>
public sealed class ShareTimer
{
    private readonly Action<CoreTime, List<ShareEffect>> _due;

    internal ShareTimer(Action<CoreTime, List<ShareEffect>> due) => _due = due;

    /// <summary>The deadline is there. On the core's thread.</summary>
    public void Fire(CoreTime now, List<ShareEffect> effects) => _due(now, effects);
}
