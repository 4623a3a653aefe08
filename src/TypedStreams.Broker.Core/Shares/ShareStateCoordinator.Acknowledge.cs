// Acknowledging: a member says what became of the records that it holds. All of a request counts, or nothing.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

public sealed partial class ShareStateCoordinator
{
    /// <summary>
    /// A member settles records of a share partition. Answered with a <see cref="ShareOutcome"/> when the outcome is
    /// committed: INVALID_RECORD_STATE when it does not hold all of them (any more).
    /// </summary>
    public void AcknowledgeReceived(
        ShareKey key,
        string memberId,
        IReadOnlyList<Acknowledgement> acknowledgements,
        ReplyToken token,
        CoreTime now,
        List<ShareEffect> effects)
    {
        if (_partitions.GetValueOrDefault(key) is not { IsStarted: true } partition)
        {
            Answer(token, NotHeld("nothing of this share partition was delivered."), effects);
            return;
        }

        if (Check(partition, memberId, acknowledgements) is { } refusal)
        {
            Answer(token, refusal, effects);
            return;
        }

        object write = new();
        var changed = new List<ShareRange>();
        var renewed = new ShareLock(memberId);
        foreach (Acknowledgement acknowledgement in acknowledgements)
        {
            Apply(partition, acknowledgement, renewed, write, changed);
        }

        if (partition.Window.Ranges.Any(range => range.Lock == renewed))
        {
            Hold(partition, renewed, now, effects);
        }

        StopUnused(partition, effects);
        if (changed.Count == 0)
        {
            Answer(token, ShareOutcome.Success, effects);
            return;
        }

        Write(partition, changed, (error, then) => Settle(partition, write, error, token, then), now, effects);
        if (changed.Exists(range => range.IsFree))
        {
            effects.Add(new ShareEffect.RecordsAvailable(key));
        }
    }

    private static ShareOutcome? Check(
        SharePartition partition, string memberId, IReadOnlyList<Acknowledgement> acknowledgements)
    {
        ShareWindow window = partition.Window;
        foreach (Acknowledgement one in acknowledgements)
        {
            if (one.Types.Contains(AcknowledgeType.Renew) && !partition.Limits.MayRenew)
            {
                return new ShareOutcome(
                    ErrorCode.InvalidRequest,
                    $"Group {partition.Key.GroupId} does not allow renewals (share.renew.acknowledge.enable=false).");
            }

            if (one.Last < window.Start)
            {
                continue;
            }

            if (one.Last >= window.End)
            {
                return new ShareOutcome(
                    ErrorCode.InvalidRequest, $"The records cannot be acknowledged: {one.Last} was not delivered yet.");
            }

            if (!window.All(one.First, one.Last, range =>
                range.State == ShareState.Acquired && range.Lock!.MemberId == memberId))
            {
                return NotHeld($"member {memberId} does not hold all of the offsets {one.First} to {one.Last}.");
            }
        }

        return null;
    }

    private static void Apply(
        SharePartition partition,
        Acknowledgement acknowledgement,
        ShareLock renewed,
        object write,
        List<ShareRange> changed)
    {
        long first = acknowledgement.First;
        bool isOneForAll = acknowledgement.Types.Count == 1;
        AcknowledgeType TypeOf(long offset) => acknowledgement.Types[(int)(offset - acknowledgement.First)];
        while (first <= acknowledgement.Last)
        {
            // Neighbours with the same outcome go together.
            AcknowledgeType type = isOneForAll ? acknowledgement.Types[0] : TypeOf(first);
            long last = isOneForAll ? acknowledgement.Last : first;
            while (last < acknowledgement.Last && TypeOf(last + 1) == type)
            {
                last++;
            }

            foreach (ShareRange range in partition.Window.Cut(first, last))
            {
                Apply(partition, range, type, renewed);
                if (type != AcknowledgeType.Renew)
                {
                    range.Write = range.IsFinished ? write : null;
                    changed.Add(range);
                }
            }

            first = last + 1;
        }
    }

    private static void Apply(SharePartition partition, ShareRange range, AcknowledgeType type, ShareLock renewed)
    {
        switch (type)
        {
            case AcknowledgeType.Renew:
                range.Lock = renewed;
                break;
            case AcknowledgeType.Release:
                Release(partition, range);
                break;
            default:
                range.Lock = null;
                range.State = type == AcknowledgeType.Accept ? ShareState.Acknowledged : ShareState.Archived;
                break;
        }
    }

    // The outcome is durable, or the log did not take it: then the records are as if their holder had let go of them.
    private static void Settle(
        SharePartition partition, object write, ErrorCode error, ReplyToken token, List<ShareEffect> effects)
    {
        foreach (ShareRange range in partition.Window.Ranges.Where(range => range.Write == write))
        {
            range.Write = null;
            if (error != ErrorCode.None)
            {
                Release(partition, range);
            }
        }

        partition.Window.Tidy();
        effects.Add(new ShareEffect.RecordsAvailable(partition.Key));
        Answer(token, Outcome(error), effects);
    }

    // A lock under which nothing is held any more needs no timer.
    private static void StopUnused(SharePartition partition, List<ShareEffect> effects)
    {
        var used = partition.Window.Ranges.Select(range => range.Lock).OfType<ShareLock>().ToHashSet();
        foreach (ShareLock held in partition.Locks.Where(held => !used.Contains(held)).ToList())
        {
            Stop(held, effects);
            partition.Locks.Remove(held);
        }
    }

    private static ShareOutcome NotHeld(string reason) =>
        new(ErrorCode.InvalidRecordState, $"The records cannot be acknowledged: {reason}");
}
