// A share partition with three members, its log, its state topic and a clock, driven by numbers. What is true of the
// records is kept beside it, from the answers alone, and every acquisition is held against that.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Tests;

internal sealed class ShareWorld
{
    private const int DeliveryLimit = 3;
    private const int LockMs = 1_000;
    private static readonly string[] Members = ["a", "b", "c"];
    private static readonly ShareKey Key = new("group", Guid.Parse("00000000-0000-0000-0000-0000000000aa"), 0);
    private static readonly ShareLimits Limits = new()
    {
        DeliveryLimit = DeliveryLimit,
        LockDurationMs = LockMs,
        MaxRecordLocks = 60,
        UpdatesPerSnapshot = 5,
    };

    private readonly List<LogBatch> _log = [];
    private readonly List<CoordinatorRecord> _written = [];
    private readonly Queue<ShareAppend> _underWay = [];
    private readonly Dictionary<ShareTimer, long> _timers = [];
    private readonly Dictionary<long, Held> _held = [];
    private readonly Dictionary<long, int> _delivered = [];
    private readonly HashSet<long> _finished = [];
    private readonly HashSet<long> _uncertain = [];
    private readonly HashSet<long> _forgotten = [];
    private ShareStateCoordinator _core = new();
    private List<PendingAnswer> _pending = [];
    private int _committed;
    private long _nowMs = 1_000;
    private long _end;
    private int _refusals;

    internal ShareWorld()
    {
        Step((core, effects) => core.StartRequested(Key, 0, 0, new ReplyToken(new object()), Now, effects));
        CommitAll();
    }

    private CoreTime Now => new(_nowMs, _nowMs);

    internal void Run(int command, int number)
    {
        string member = Members[number % Members.Length];
        int choice = number / Members.Length;
        switch (command)
        {
            case < 5:
                Write(choice);
                break;
            case < 11:
                Fetch(member, 1 + (choice % 12), isStrict: choice % 2 == 0);
                break;
            case < 16:
                Acknowledge(member, choice);
                break;
            case < 19:
                Commit();
                break;
            case < 21:
                Pass(100 + (choice % 900));
                break;
            case 21:
                Step((core, effects) => core.MemberGone(Key, member, Now, effects));
                Free(held => held.Member == member);
                break;
            case 22 when choice % 4 == 0:
                Crash(choice / 4);
                break;
            case 23 when choice % 3 == 0:
                AcknowledgeWhatIsNotHeld(member, choice);
                break;
        }
    }

    /// <summary>
    /// Everything calms down and one member takes all that is left: then every record is accounted for.
    /// </summary>
    internal void Settle()
    {
        CommitAll();
        Pass(LockMs + 1);
        CommitAll();
        for (int round = 0; round < 200 && _core.Position(Key).StartOffset < _end; round++)
        {
            Fetch("a", 50, isStrict: false);
            List<Acknowledgement> all =
            [
                .. _held.Keys.Order().Select(offset => new Acknowledgement(offset, offset, [AcknowledgeType.Accept])),
            ];
            if (all.Count > 0)
            {
                Settle("a", all);
            }

            CommitAll();
        }

        Assert.Equal(_end, _core.Position(Key).StartOffset);
        foreach (long offset in _log.Where(batch => batch.IsForConsumers).SelectMany(Offsets))
        {
            Assert.True(
                _finished.Contains(offset) || _uncertain.Contains(offset)
                    || _delivered.GetValueOrDefault(offset) >= DeliveryLimit,
                $"offset {offset} was neither finished nor delivered to the limit");
        }
    }

    // A batch, sometimes after a hole, sometimes one that is not for consumers.
    private void Write(int choice)
    {
        long first = _end + (choice % 7 == 0 ? 2 : 0);
        long last = first + (choice % 5);
        _log.Add(new LogBatch(first, last, IsForConsumers: choice % 4 != 0));
        _end = last + 1;
    }

    private void Fetch(string member, int maxRecords, bool isStrict)
    {
        SharePlan plan = _core.Plan(Key, Limits);
        List<LogBatch> read = [.. _log.Where(batch => batch.Last >= plan.Offset).Take(6)];
        if (plan.State != SharePlanState.Ready || read.Count == 0)
        {
            return;
        }

        IReadOnlyList<AcquiredRange> acquired = [];
        var wish = new AcquireWish(member, maxRecords, isStrict, RangeSize: 4);
        Step((core, effects) => acquired = core.Acquire(Key, wish, plan.Offset, read, Now, effects));
        int count = 0;
        foreach (AcquiredRange range in acquired)
        {
            for (long offset = range.First; offset <= range.Last; offset++, count++)
            {
                Deliver(member, offset, range.DeliveryCount);
            }
        }

        Assert.True(!isStrict || count <= maxRecords, $"{count} records where {maxRecords} were wanted");
    }

    private void Deliver(string member, long offset, int deliveryCount)
    {
        Assert.False(_held.ContainsKey(offset), $"offset {offset} has two live locks");
        Assert.False(_finished.Contains(offset), $"offset {offset} was finished and comes again");
        Assert.Contains(_log, batch => batch.IsForConsumers && batch.First <= offset && offset <= batch.Last);
        int before = _delivered.GetValueOrDefault(offset);
        if (_forgotten.Remove(offset))
        {
            // A crash forgets deliveries whose end was not written down.
            Assert.InRange(deliveryCount, 1, before + 1);
        }
        else
        {
            Assert.Equal(before + 1, deliveryCount);
        }

        Assert.InRange(deliveryCount, 1, DeliveryLimit);
        _delivered[offset] = deliveryCount;
        _held[offset] = new Held(member, _nowMs + LockMs);
    }

    private void Acknowledge(string member, int choice)
    {
        List<long> mine = [.. _held.Where(held => held.Value.Member == member).Select(held => held.Key).Order()];
        if (mine.Count == 0)
        {
            return;
        }

        // Some neighbours that are held, each with its own outcome.
        int from = choice % mine.Count;
        int to = from;
        while (to + 1 < mine.Count && mine[to + 1] == mine[to] + 1 && to - from < choice % 5)
        {
            to++;
        }

        AcknowledgeType[] types =
        [
            .. Enumerable.Range(0, to - from + 1).Select(index => (AcknowledgeType)((choice + index) % 5)),
        ];
        Settle(member, [new Acknowledgement(mine[from], mine[to], types)]);
    }

    private void Settle(string member, List<Acknowledgement> acknowledgements)
    {
        var answer = new PendingAnswer();
        foreach (Acknowledgement one in acknowledgements)
        {
            for (long offset = one.First; offset <= one.Last; offset++)
            {
                switch (one.Types[one.Types.Count == 1 ? 0 : (int)(offset - one.First)])
                {
                    case AcknowledgeType.Renew:
                        _held[offset] = new Held(member, _nowMs + LockMs);
                        break;
                    case AcknowledgeType.Release:
                        _held.Remove(offset);
                        break;
                    default:
                        answer.Finishes.Add(offset);
                        _held.Remove(offset);
                        break;
                }
            }
        }

        _pending.Add(answer);
        Step((core, effects) => core.AcknowledgeReceived(
            Key, member, acknowledgements, new ReplyToken(answer), Now, effects));
    }

    private void AcknowledgeWhatIsNotHeld(string member, int choice)
    {
        long offset = choice % Math.Max(1, _end);
        if (offset < _core.Position(Key).StartOffset
            || (_held.TryGetValue(offset, out Held held) && held.Member == member))
        {
            return;
        }

        var answer = new PendingAnswer { MustFail = true };
        Step((core, effects) => core.AcknowledgeReceived(
            Key,
            member,
            [new Acknowledgement(offset, offset, [AcknowledgeType.Accept])],
            new ReplyToken(answer),
            Now,
            effects));
        Assert.True(answer.IsAnswered);
    }

    private void Pass(int milliseconds)
    {
        _nowMs += milliseconds;
        foreach (ShareTimer timer in _timers.Where(timer => timer.Value <= _nowMs).Select(timer => timer.Key).ToList())
        {
            _timers.Remove(timer);
            Step((_, effects) => timer.Fire(Now, effects));
        }

        Free(held => held.UntilMs <= _nowMs);
    }

    private void Free(Func<Held, bool> which)
    {
        foreach (long offset in _held.Where(held => which(held.Value)).Select(held => held.Key).ToList())
        {
            _held.Remove(offset);
        }
    }

    // What is committed stays, and perhaps some of what was on its way.
    private void Crash(int choice)
    {
        int kept = Math.Min(_written.Count, _committed + (choice % 3));
        _written.RemoveRange(kept, _written.Count - kept);
        _committed = kept;
        _underWay.Clear();
        _timers.Clear();
        _held.Clear();
        _uncertain.UnionWith(_pending.Where(answer => !answer.IsAnswered).SelectMany(answer => answer.Finishes));
        _pending = [];
        _forgotten.UnionWith(_delivered.Keys);
        _core = new ShareStateCoordinator();
        foreach (CoordinatorRecord record in _written)
        {
            Assert.True(_core.Replay(record.Key, record.Value));
        }

        long start = _core.Position(Key).StartOffset;
        Assert.InRange(start, 0, _end);
    }

    private void Commit()
    {
        if (_underWay.TryDequeue(out ShareAppend? append))
        {
            _committed++;
            Step((_, effects) => append.Completed(ErrorCode.None, Now, effects));
        }
    }

    private void CommitAll()
    {
        while (_underWay.Count > 0)
        {
            Commit();
        }
    }

    private void Step(Action<ShareStateCoordinator, List<ShareEffect>> input)
    {
        var effects = new List<ShareEffect>();
        input(_core, effects);
        foreach (ShareEffect effect in effects)
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(ShareEffect effect)
    {
        switch (effect)
        {
            case ShareEffect.AppendRecords { Append: { } append }:
                Append(append);
                break;
            case ShareEffect.ArmTimer arm:
                _timers[arm.Timer] = arm.DueMs;
                break;
            case ShareEffect.CancelTimer cancel:
                _timers.Remove(cancel.Timer);
                break;
            case ShareEffect.Reply { Token.Target: PendingAnswer answer, Response: ShareOutcome outcome }:
                Answered(answer, outcome);
                break;
        }
    }

    // Every so often the log refuses.
    private void Append(ShareAppend append)
    {
        if (_written.Count % 23 == 22 && _refusals++ % 2 == 0)
        {
            Step((_, effects) => append.Completed(ErrorCode.CoordinatorNotAvailable, Now, effects));
            return;
        }

        _written.Add(append.Records.Single());
        _underWay.Enqueue(append);
    }

    private void Answered(PendingAnswer answer, ShareOutcome outcome)
    {
        answer.IsAnswered = true;
        if (answer.MustFail)
        {
            Assert.NotEqual(ErrorCode.None, outcome.Error);
        }
        else if (outcome.Error == ErrorCode.None)
        {
            _finished.UnionWith(answer.Finishes);
        }
        else
        {
            Assert.Equal(ErrorCode.CoordinatorNotAvailable, outcome.Error);
            _uncertain.UnionWith(answer.Finishes);
        }
    }

    private static IEnumerable<long> Offsets(LogBatch batch)
    {
        for (long offset = batch.First; offset <= batch.Last; offset++)
        {
            yield return offset;
        }
    }

    private readonly record struct Held(string Member, long UntilMs);

    private sealed class PendingAnswer
    {
        internal HashSet<long> Finishes { get; } = [];

        internal bool MustFail { get; init; }

        internal bool IsAnswered { get; set; }
    }
}
