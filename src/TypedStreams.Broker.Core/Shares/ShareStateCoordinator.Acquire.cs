// Acquiring: a member gets records that are free, for a time.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Shares;

public sealed partial class ShareStateCoordinator
{
    /// <summary>
    /// A member has read <paramref name="batches"/> of the log, from <paramref name="readFrom"/> on without leaving any
    /// out, and wants their records. Returns those that are its own now; none when others were faster.
    /// </summary>
    public IReadOnlyList<AcquiredRange> Acquire(
        ShareKey key,
        AcquireWish wish,
        long readFrom,
        IReadOnlyList<LogBatch> batches,
        CoreTime now,
        List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is not { IsStarted: true } partition || wish.MaxRecords <= 0)
        {
            return [];
        }

        var acquisition = new Acquisition(partition, wish);
        long next = readFrom;
        foreach (LogBatch batch in batches)
        {
            // Offsets between batches have no records any more.
            if (acquisition.IsDone
                || (batch.First > next && !acquisition.Take(new LogBatch(next, batch.First - 1, false)))
                || !acquisition.Take(batch))
            {
                break;
            }

            next = batch.Last + 1;
        }

        if (acquisition.Acquired.Count > 0)
        {
            Hold(partition, acquisition.Lock, now, effects);
        }

        partition.Window.Tidy();
        return acquisition.Acquired;
    }

    private static void Hold(SharePartition partition, ShareLock held, CoreTime now, List<ShareEffect> effects)
    {
        partition.Locks.Add(held);
        held.Timer = new ShareTimer((then, more) => LockTimeUp(partition, held, then, more));
        effects.Add(new ShareEffect.ArmTimer(held.Timer, now.NowMs + partition.Limits.LockDurationMs));
    }

    private static void LockTimeUp(SharePartition partition, ShareLock held, CoreTime now, List<ShareEffect> effects)
    {
        held.Timer = null;
        partition.Locks.Remove(held);
        GiveBack(partition, range => range.Lock == held, now, effects);
    }

    /// <summary>A member lets go of all that it holds of a share partition: its session is over.</summary>
    public void MemberGone(ShareKey key, string memberId, CoreTime now, List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is { } partition)
        {
            GiveBack(partition, range => range.Lock?.MemberId == memberId, now, effects);
        }
    }

    /// <summary>
    /// A fetch that has acquired records answers nobody: its session ended meanwhile. What it holds is free.
    /// </summary>
    public void FetchAbandoned(ShareKey key, object fetch, CoreTime now, List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is { } partition)
        {
            GiveBack(partition, range => range.Lock?.Fetch == fetch, now, effects);
        }
    }

    private static void GiveBack(
        SharePartition partition, Func<ShareRange, bool> concerns, CoreTime now, List<ShareEffect> effects)
    {
        List<ShareRange> given = [.. partition.Window.Ranges.Where(concerns)];
        if (given.Count == 0)
        {
            return;
        }

        given.ForEach(range => Release(partition, range));
        StopUnused(partition, effects);
        Write(partition, given, answer: null, now, effects);
        partition.Window.Tidy();
        effects.Add(new ShareEffect.RecordsAvailable(partition.Key));
    }

    // Free again, unless it was delivered as often as it may be.
    private static void Release(SharePartition partition, ShareRange range)
    {
        range.Lock = null;
        bool wasLast = range.DeliveryCount >= partition.Limits.DeliveryLimit;
        range.State = wasLast ? ShareState.Archived : ShareState.Available;
    }

    /// <summary>One member's way through the batches that it has read.</summary>
    private sealed class Acquisition(SharePartition partition, AcquireWish wish)
    {
        private readonly ShareWindow _window = partition.Window;
        private long _count;

        internal ShareLock Lock { get; } = new(wish.MemberId, wish.Fetch);

        internal List<AcquiredRange> Acquired { get; } = [];

        internal bool IsDone => _count >= wish.MaxRecords;

        /// <summary>Takes what is free of a batch; false when nothing behind it may be taken.</summary>
        internal bool Take(LogBatch batch)
        {
            foreach (ShareRange range in _window.Cut(batch.First, Math.Min(batch.Last, _window.End - 1)))
            {
                if (range.IsFree && !TakeFree(range, batch))
                {
                    return false;
                }
            }

            return batch.Last < _window.End || TakeNew(batch);
        }

        private bool TakeFree(ShareRange range, LogBatch batch)
        {
            if (!batch.IsForConsumers)
            {
                range.State = ShareState.Archived;
                return true;
            }

            long last = LastWithinWish(range.First, range.Last);
            foreach (ShareRange taken in _window.Cut(range.First, last))
            {
                Hold(taken);
            }

            return !wish.IsStrict || !IsDone;
        }

        private bool TakeNew(LogBatch batch)
        {
            // A batch of which other offsets were done before this one was ever looked at begins at the window's end.
            if (batch.First > _window.End)
            {
                return false;
            }

            if (!batch.IsForConsumers)
            {
                _window.Extend(batch.Last, ShareState.Archived);
                return true;
            }

            if (_window.Length >= partition.Limits.MaxRecordLocks || (wish.IsStrict && IsDone))
            {
                return false;
            }

            long last = LastWithinWish(_window.End, batch.Last);
            Hold(_window.Extend(last, ShareState.Available));
            return last == batch.Last;
        }

        private long LastWithinWish(long first, long last) =>
            wish.IsStrict ? Math.Min(last, first + (wish.MaxRecords - _count) - 1) : last;

        private void Hold(ShareRange range)
        {
            range.State = ShareState.Acquired;
            range.DeliveryCount++;
            range.Lock = Lock;
            long length = range.Last - range.First + 1;
            _count += length;
            if (Acquired.Count > 0
                && Acquired[^1] is var before
                && before.Last + 1 == range.First
                && before.DeliveryCount == range.DeliveryCount
                && range.Last - before.First + 1 <= Math.Max(1, wish.RangeSize))
            {
                Acquired[^1] = before with { Last = range.Last };
            }
            else
            {
                Acquired.Add(new AcquiredRange(range.First, range.Last, range.DeliveryCount));
            }
        }
    }
}
