// The state of every share partition whose records live in one partition of __share_group_state (KIP-932): which
// records are free, held, done or given up. A replicated state machine: what is done counts for the group when its
// record is committed, then the member is answered; what is held is not written down and is free after a restart.
// Must never: read a clock or a log, wait, or look at another partition. Runs on the owner shard of its partition.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

/// <summary>
/// Decides for the share partitions of one partition of <c>__share_group_state</c>. Runs on its owner's thread only.
/// </summary>
public sealed partial class ShareStateCoordinator
{
    private readonly Dictionary<ShareKey, SharePartition> _partitions = [];

    /// <summary>The share partitions that have state here.</summary>
    public IEnumerable<ShareKey> Keys => _partitions.Keys;

    /// <summary>Where a share partition stands.</summary>
    public SharePosition Position(ShareKey key) =>
        _partitions.GetValueOrDefault(key) is { IsStarted: true } partition
            ? new SharePosition(partition.Window.Start, partition.LeaderEpoch, partition.FinishedCount)
            : new SharePosition(ShareStateRecords.NoStart, LeaderEpoch: 0, FinishedCount: 0);

    /// <summary>Whether and from where on records may be acquired.</summary>
    public SharePlan Plan(ShareKey key, ShareLimits limits)
    {
        if (_partitions.GetValueOrDefault(key) is not { IsStarted: true } partition)
        {
            return new SharePlan(SharePlanState.NotStarted, Offset: -1);
        }

        partition.Limits = limits;
        ShareWindow window = partition.Window;
        bool hasRoom = window.HasFree || window.Length < limits.MaxRecordLocks;
        return new SharePlan(hasRoom ? SharePlanState.Ready : SharePlanState.Full, window.NextOffset);
    }

    /// <summary>
    /// Decides where a group begins, unless that is decided. Answered with a <see cref="ShareOutcome"/> when it is
    /// committed, so that a record that came since is never skipped.
    /// </summary>
    public void StartRequested(
        ShareKey key, long offset, int leaderEpoch, ReplyToken token, CoreTime now, List<ShareEffect> effects)
    {
        SharePartition partition = GetOrCreate(key, now);
        if (partition.IsStarted)
        {
            Answer(token, ShareOutcome.Success, effects);
            return;
        }

        if (partition.Starting is { } others)
        {
            others.Add(token);
            return;
        }

        partition.Starting = [token];
        partition.LeaderEpoch = leaderEpoch;
        partition.Window.Reset(offset);
        partition.IsStarted = true;
        CoordinatorRecord snapshot = SnapshotOf(partition, now);
        partition.IsStarted = false;
        Append(partition, snapshot, isSnapshot: true, (error, then) =>
        {
            List<ReplyToken> waiting = partition.Starting ?? [];
            partition.Starting = null;
            partition.IsStarted |= error == ErrorCode.None;
            waiting.ForEach(one => Answer(one, Outcome(error), then));
        }, effects);
    }

    /// <summary>
    /// Sets where an empty group goes on (AlterShareGroupOffsets). Answered with a <see cref="ShareOutcome"/>.
    /// </summary>
    public void ResetRequested(
        ShareKey key, long offset, int leaderEpoch, ReplyToken token, CoreTime now, List<ShareEffect> effects)
    {
        SharePartition partition = GetOrCreate(key, now);
        ReleaseLocks(partition, effects);
        partition.StateEpoch++;
        partition.LeaderEpoch = leaderEpoch;
        partition.Window.Reset(offset);
        partition.IsStarted = true;
        CoordinatorRecord snapshot = SnapshotOf(partition, now);
        Append(partition, snapshot, isSnapshot: true, (error, then) => Answer(token, Outcome(error), then), effects);
        effects.Add(new ShareEffect.RecordsAvailable(key));
    }

    /// <summary>
    /// The log of the partition begins at <paramref name="offset"/> now: what was before it is gone for the group too.
    /// </summary>
    public void LogStartMoved(ShareKey key, long offset, CoreTime now, List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is { IsStarted: true } partition && offset > partition.Window.Start)
        {
            partition.Window.MoveStart(offset);
            partition.Window.Tidy();
            Write(partition, changed: [], answer: null, now, effects);
        }
    }

    /// <summary>
    /// Writes the whole state of a share partition, so that older records are not needed any more; also of one that has
    /// not begun yet, which Kafka writes down.
    /// </summary>
    public void SnapshotRequested(ShareKey key, CoreTime now, List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is { Starting: null } partition)
        {
            Append(partition, SnapshotOf(partition, now), isSnapshot: true, static (_, _) => { }, effects);
        }
    }

    private SharePartition GetOrCreate(ShareKey key, CoreTime now)
    {
        if (!_partitions.TryGetValue(key, out SharePartition? partition))
        {
            _partitions[key] = partition = new SharePartition(key) { CreatedMs = now.WallClockMs };
        }

        return partition;
    }

    // Writes what changed: as a change, or with everything else when that is due.
    private static void Write(
        SharePartition partition,
        IReadOnlyList<ShareRange> changed,
        Action<ErrorCode, List<ShareEffect>>? answer,
        CoreTime now,
        List<ShareEffect> effects)
    {
        bool isSnapshot =
            partition.NeedsSnapshot || partition.UpdatesSinceSnapshot >= partition.Limits.UpdatesPerSnapshot;
        CoordinatorRecord record = isSnapshot
            ? SnapshotOf(partition, now)
            : ShareStateRecords.Update(partition, changed);
        partition.UpdatesSinceSnapshot++;
        partition.StartInLog = partition.Window.Start;
        Append(partition, record, isSnapshot, answer ?? (static (_, _) => { }), effects);
    }

    private static CoordinatorRecord SnapshotOf(SharePartition partition, CoreTime now)
    {
        partition.SnapshotEpoch++;
        partition.UpdatesSinceSnapshot = 0;
        partition.NeedsSnapshot = false;
        partition.StartInLog = partition.Window.Start;
        return ShareStateRecords.Snapshot(partition, now);
    }

    private static void Append(
        SharePartition partition,
        CoordinatorRecord record,
        bool isSnapshot,
        Action<ErrorCode, List<ShareEffect>> completed,
        List<ShareEffect> effects) =>
        effects.Add(new ShareEffect.AppendRecords(new ShareAppend([record], (error, _, then) =>
        {
            // The log lacks this change: the next write brings all there is.
            partition.NeedsSnapshot |= error != ErrorCode.None;
            completed(error, then);
        })
        {
            SnapshotOf = isSnapshot ? partition.Key : null,
        }));

    private static void ReleaseLocks(SharePartition partition, List<ShareEffect> effects)
    {
        foreach (ShareLock held in partition.Locks)
        {
            Stop(held, effects);
        }

        partition.Locks.Clear();
    }

    private static void Stop(ShareLock held, List<ShareEffect> effects)
    {
        if (held.Timer is { } timer)
        {
            effects.Add(new ShareEffect.CancelTimer(timer));
            held.Timer = null;
        }
    }

    private static ShareOutcome Outcome(ErrorCode error) => error == ErrorCode.None
        ? ShareOutcome.Success
        : new ShareOutcome(error, "The state of the share partition could not be written; try again.");

    private static void Answer(ReplyToken token, object response, List<ShareEffect> effects) =>
        effects.Add(new ShareEffect.Reply(token, response));
}
