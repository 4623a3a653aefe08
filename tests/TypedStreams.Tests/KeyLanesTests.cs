using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Consuming.Lanes;

namespace TypedStreams.Tests;

public class KeyLanesTests
{
    private const int A = 1;
    private const int B = 2;

    [Fact]
    public void Records_of_one_key_start_one_after_the_other_and_other_keys_beside_them()
    {
        var lanes = Lanes(A, A, B);

        Assert.Equal([0, 2], StartAll(lanes));
        lanes.Finish(0);

        Assert.Equal([1], StartAll(lanes));
    }

    [Fact]
    public void Records_without_a_key_wait_for_none() => Assert.Equal([0, 1, 2], StartAll(Lanes(null, null, null)));

    [Fact]
    public void Concurrency_bounds_what_is_in_work_and_the_oldest_starts_first()
    {
        var lanes = new KeyLanes(concurrency: 2, window: 8);
        lanes.Add(A);
        lanes.Add(A);
        lanes.Add(B);
        lanes.Add(3);

        Assert.Equal([0, 2], StartAll(lanes));
        lanes.Finish(0);

        Assert.Equal([1], StartAll(lanes));
    }

    [Fact]
    public void Finished_records_are_taken_in_the_order_of_the_partition()
    {
        var lanes = Lanes(A, B);
        StartAll(lanes);

        lanes.Finish(1);
        Assert.False(lanes.IsHeadFinished);
        lanes.Finish(0);

        Assert.Equal(2, TakeAll(lanes));
    }

    [Fact]
    public void Nothing_behind_a_failed_record_starts_and_everything_before_it_goes_on()
    {
        var lanes = Lanes(A, A, B, B, 3);
        StartAll(lanes);
        lanes.Fail(2);
        lanes.Finish(4);
        Assert.False(lanes.HasRoom);

        lanes.Finish(0);
        Assert.Equal([1], StartAll(lanes));
        lanes.Finish(1);
        Assert.Equal(2, TakeAll(lanes));

        Assert.True(lanes.IsStuck);
        Assert.Equal(2, lanes.Head);
    }

    [Fact]
    public void Window_ends_at_the_oldest_unfinished_record()
    {
        var lanes = new KeyLanes(concurrency: 4, window: 3);
        lanes.Add(A);
        lanes.Add(B);
        lanes.Add(3);
        StartAll(lanes);

        lanes.Finish(1);
        Assert.False(lanes.HasRoom);
        lanes.Finish(0);
        TakeAll(lanes);

        Assert.True(lanes.HasRoom);
    }

    [Fact]
    public void Cleared_lanes_begin_anew()
    {
        var lanes = Lanes(A, A);
        StartAll(lanes);
        lanes.Fail(0);

        lanes.Clear();
        lanes.Add(A);

        Assert.Equal([2], StartAll(lanes));
        Assert.False(lanes.IsStuck);
    }

    [Fact]
    public void Any_run_does_what_a_plain_list_of_records_says() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var run = new Run(concurrency: random.Next(1, 6), window: random.Next(1, 20), keys: random.Next(1, 8));
            for (var step = 0; step < 400; step++)
            {
                run.Step(random);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static KeyLanes Lanes(params int?[] keys)
    {
        var lanes = new KeyLanes(concurrency: 8, window: 8);
        foreach (var key in keys)
        {
            lanes.Add(key);
        }

        return lanes;
    }

    private static List<long> StartAll(KeyLanes lanes)
    {
        var started = new List<long>();
        while (lanes.TryStart(out var ticket))
        {
            started.Add(ticket);
        }

        return started;
    }

    private static int TakeAll(KeyLanes lanes)
    {
        var taken = 0;
        for (; lanes.IsHeadFinished; taken++)
        {
            lanes.Take();
        }

        return taken;
    }

    /// <summary>The lanes beside a list that is searched from the start for every question.</summary>
    private sealed class Run(int concurrency, int window, int keys)
    {
        private readonly KeyLanes _lanes = new(concurrency, window);
        private readonly List<Record> _records = [];
        private int _taken;

        internal void Step(Random random)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    Add(random.Next(keys + 1) is var key && key == keys ? null : key);
                    break;
                case 2 or 3:
                    Start(onlyHead: random.Next(10) == 0);
                    break;
                case 4:
                    End(random);
                    break;
                default:
                    Take();
                    break;
            }

            Assert.Equal(_records.Count(record => record.Is("running")), _lanes.Running);
            Assert.Equal(
                _taken < _records.Count && _records[_taken].Is("failed"), _lanes.IsStuck);
        }

        private void Add(int? key)
        {
            var hasRoom = _records.Count - _taken < window && !_records.Exists(record => record.Is("failed"));
            Assert.Equal(hasRoom, _lanes.HasRoom);
            if (hasRoom)
            {
                Assert.Equal(_records.Count, _lanes.Add(key));
                _records.Add(new Record(key));
            }
        }

        private void Start(bool onlyHead)
        {
            var expected = _records.Count(record => record.Is("running")) == concurrency
                ? -1
                : _records.FindIndex(MayStart);
            if (onlyHead && expected != _taken)
            {
                expected = -1;
            }

            Assert.Equal(expected >= 0, _lanes.TryStart(out var ticket, onlyHead));
            Assert.Equal(expected, ticket);
            if (expected >= 0)
            {
                _records[expected].State = "running";
            }
        }

        private bool MayStart(Record record)
        {
            var before = _records.TakeWhile(other => other != record).ToList();
            return record.Is("waiting")
                && !before.Exists(other => other.Is("failed"))
                && !(record.Key is not null
                    && before.Exists(other => other.Key == record.Key && !other.Is("finished")));
        }

        private void End(Random random)
        {
            var running = _records.Where(record => record.Is("running")).ToList();
            if (running.Count == 0)
            {
                return;
            }

            var record = running[random.Next(running.Count)];
            if (random.Next(60) == 0)
            {
                _lanes.Fail(_records.IndexOf(record));
                record.State = "failed";
            }
            else
            {
                _lanes.Finish(_records.IndexOf(record));
                record.State = "finished";
            }
        }

        private void Take()
        {
            var expected = _taken < _records.Count && _records[_taken].Is("finished");
            Assert.Equal(expected, _lanes.IsHeadFinished);
            if (expected)
            {
                _lanes.Take();
                _taken++;
            }
        }

        private sealed class Record(int? key)
        {
            internal int? Key => key;

            internal string State { get; set; } = "waiting";

            internal bool Is(string state) => State == state;
        }
    }
}
