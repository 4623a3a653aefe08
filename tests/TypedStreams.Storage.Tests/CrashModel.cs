// Drives a log on a simulated disk with a list of small numbers and compares it with a list of batches. The numbers
// come from FsCheck, so that a failing story shrinks.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal sealed partial class CrashModel
{
    private const long RollMs = 2_000;
    private readonly List<(long Base, long Next, byte[] Bytes)> _batches = [];
    private readonly CrashProducers _producers = new();
    private readonly TestLog _world = new(TestLog.Small with { SegmentMs = RollMs });
    private long _synced;
    private long _captured = -1;
    private int _epoch;
    private long _time = 1_000;
    private SyncTicket? _ticket;

    public static HashSet<string> Seen { get; } = [];

    /// <summary>Commands carried out by all models.</summary>
    public static int Steps { get; private set; }

    public void Step(int number)
    {
        Steps++;
        var argument = number / 20;
        switch (number % 20)
        {
            case < 7: Append(argument); break;
            case 16: SendAgain(argument); break;
            case 17: SendRefused(argument); break;
            case 18: BeginEpoch(argument); break;
            case 19: Expire(argument); break;
            case 7 or 8: StartSync(); break;
            case 9: FinishSync(); break;
            case 10: _world.Checkpoint(); break;
            case 11: Truncate(argument); break;
            case 12: DeleteHead(argument); break;
            case 13: Reopen("kill", _world.KillAndReopen); break;
            case 14: Reopen("crash", () => _world.CrashAndReopen(argument)); break;
            default: CloseCleanly(); break;
        }
    }

    public void Check()
    {
        var log = _world.Log;
        var end = _batches.Count == 0 ? log.LogStartOffset : _batches[^1].Next;
        Assert.Equal(end, log.LogEndOffset);
        for (var offset = log.LogStartOffset; offset < end; offset++)
        {
            var index = _batches.FindIndex(b => b.Next > offset);
            var expected = _batches[index];
            using var slice = log.Read(offset, maxBytes: 1, end, minOneBatch: true).Slice;
            Assert.NotNull(slice);
            Assert.Equal(expected.Bytes, slice.ToBytes());
            CheckWideRead(offset, index);
        }

        CheckIndexes();
        CheckProducers();
        CheckTimes();
        CheckStable();
    }

    private void CheckWideRead(long offset, int index)
    {
        // Limits that fall before, on and after batch ends.
        var limit = 300 + (int)(offset % 7 * 111);
        var upper = Math.Min(_world.Log.LogEndOffset, offset + 40);
        using var slice = _world.Log.Read(offset, limit, upper, minOneBatch: false).Slice;
        var expected = new List<byte>();
        var segmentEnd = _world.Log.Segments.Select(s => s.BaseOffset).FirstOrDefault(b => b > offset, long.MaxValue);
        for (; index < _batches.Count && _batches[index].Next <= upper && _batches[index].Base < segmentEnd
            && expected.Count + _batches[index].Bytes.Length <= limit; index++)
        {
            expected.AddRange(_batches[index].Bytes);
        }

        Assert.Equal(expected, slice?.ToBytes() ?? []);
    }

    private void CheckIndexes()
    {
        foreach (var segment in _world.Log.Segments)
        {
            long position = 0;
            var starts = new Dictionary<long, (long Position, long MaxTimestamp)>();
            foreach (var (first, next, bytes) in _batches.Where(b => b.Base >= segment.BaseOffset))
            {
                Assert.True(RecordBatchHeader.TryRead(bytes, out var header));
                starts[next - 1] = (position, header.MaxTimestamp);
                position += bytes.Length;
            }

            for (var i = 0; i < segment.OffsetIndex.Count; i++)
            {
                var entry = segment.OffsetIndex[i];
                Assert.Equal(starts[entry.Offset].Position, entry.Position);
            }

            for (var i = 0; i < segment.TimeIndex.Count; i++)
            {
                var entry = segment.TimeIndex[i];
                Assert.Equal(starts[entry.Offset].MaxTimestamp, entry.Timestamp);
                Assert.True(i == 0 || segment.TimeIndex[i - 1].Timestamp < entry.Timestamp);
            }
        }
    }

    private void CheckProducers()
    {
        Assert.Equal(
            _producers.All.OrderBy(p => p.Key).Select(p => p.Value),
            _world.Log.DescribeProducers().Select(p => p with { LastTimestampMs = 0 }));
        var (start, end) = (_world.Log.LogStartOffset, _world.Log.LogEndOffset);
        Assert.Equal(Math.Max(start, _producers.LastStableOffset(end)), _world.Log.LastStableOffset(end));
        for (var from = start; from < end; from += 7)
        {
            foreach (var to in new[] { from + 1, from + 20, end })
            {
                Assert.Equal(_producers.AbortedIn(from, to), _world.Log.AbortedIn(from, to));
            }
        }
    }

    private void Append(int argument)
    {
        var records = 1 + (argument % 4);
        _time += argument % 40 == 0 ? RollMs + 1 : (argument % 5) - 1;
        var producer = argument % 5;
        var isTransactional = producer > 2;
        if (isTransactional && argument / 5 % 3 == 0 && _producers.IsOpen(producer))
        {
            EndTransaction(producer, argument / 15);
            return;
        }

        var (epoch, sequence) = producer > 0 ? _producers.Next(producer) : ((short)-1, -1);
        var batch = TestBatch.Build(
            records,
            valueBytes: argument % 97,
            _time,
            producer > 0 ? producer : -1,
            epoch,
            sequence,
            isTransactional ? BatchAttributes.Transactional : (short)0,
            fill: (byte)argument);
        var verification = isTransactional ? _world.Log.BeginVerification(producer, epoch) : 0;
        var result = _world.Log.Append(batch, _epoch, _world.Now, AppendOrigin.Client, verification);
        Assert.Equal(ErrorCode.None, result.Error);
        Remember(result, batch);
    }

    private void EndTransaction(long producer, int argument)
    {
        var isVersion2 = argument % 2 == 0;
        var isCommit = argument / 2 % 3 == 0;
        Seen.Add(isCommit ? "commit" : "abort");
        var epoch = (short)(_producers.Next(producer).Epoch + (isVersion2 ? 1 : 0));
        var marker = new TransactionMarker(producer, epoch, CoordinatorEpoch: 3, isCommit);
        var result = _world.Log.AppendMarker(marker, isVersion2, _epoch, _world.Now);
        Assert.Equal(ErrorCode.None, result.Error);
        using var slice = _world.Log.Read(result.BaseOffset, 1, long.MaxValue, minOneBatch: true).Slice;
        Remember(result, slice!.ToBytes());
    }

    private void Remember(in AppendResult result, byte[] batch)
    {
        _batches.Add((result.BaseOffset, result.LastOffset + 1, batch));
        _producers.Apply(batch);
    }

    private void StartSync()
    {
        if (_ticket is null && _world.Log.PrepareSync() is { } ticket)
        {
            _ticket = ticket;
            _captured = _world.Log.LogEndOffset;
            ticket.Execute();
        }
    }

    private void FinishSync()
    {
        if (_ticket is not null)
        {
            _world.Log.CompleteSync(_ticket);
            _synced = Math.Max(_synced, _captured);
            Assert.Equal(_synced, _world.Log.SyncedOffset);
            _ticket = null;
        }
    }

    private void Truncate(int argument)
    {
        if (_batches.Count == 0 || argument % 4 != 0)
        {
            return;
        }

        var index = Math.Max(0, _batches.Count - 1 - (argument % 9));
        if (_batches[index].Base <= _world.Log.LogStartOffset)
        {
            return;
        }

        Seen.Add("truncate");
        var movedBack = _world.Log.TruncateTo(_batches[index].Base);
        CutModel(index);
        _synced = Math.Min(_synced, _world.Log.LogEndOffset);
        _captured = Math.Min(_captured, _world.Log.LogEndOffset);
        _epoch++;
        if (movedBack)
        {
            _world.Checkpoint();
        }
    }

    private void DeleteHead(int argument)
    {
        if (_batches.Count > 4 && argument % 4 == 0)
        {
            Seen.Add("delete");
            var committed = Math.Min(_synced, _batches[_batches.Count / 2].Base + (argument % 3));
            _world.Log.DeleteSegmentsBefore(committed);
            _world.Checkpoint();
        }
    }

    private void CloseCleanly()
    {
        FinishSync();
        _world.CloseAndReopen();
        _remembered = _batches.Count;
        _synced = _world.Log.LogEndOffset;
        Check();
    }

    private void Reopen(string how, Action reopen)
    {
        Seen.Add(how);
        _ticket = null;
        var end = _batches.Count == 0 ? _world.Log.LogStartOffset : _batches[^1].Next;
        reopen();
        _remembered = _batches.Count;
        var recovered = _world.Log.LogEndOffset;
        Assert.InRange(recovered, _synced, end);
        if (how == "kill")
        {
            Assert.Equal(end, recovered);
        }

        if (recovered < end)
        {
            Seen.Add("lost unsynced");
            var cut = _batches.FindIndex(b => b.Next > recovered);
            CutModel(cut);
        }

        _synced = recovered;
        _epoch++;
        Check();
    }

    private void CutModel(int index)
    {
        _batches.RemoveRange(index, _batches.Count - index);
        _remembered = _batches.Count;
        _producers.Clear();
        _batches.ForEach(batch => _producers.Apply(batch.Bytes));
        if (_producers.HasOpen)
        {
            Seen.Add("open transaction survived a cut");
        }
    }
}
