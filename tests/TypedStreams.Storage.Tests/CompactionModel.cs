// Drives a compacted log on a simulated disk with a list of small numbers and compares it with a list of everything
// that was ever written. Whatever is compacted, a reader from the start must come to the same newest values.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

internal sealed class CompactionModel
{
    private const int Keys = 6;
    private const long DeleteRetentionMs = 1_000;
    private static readonly long[] Producers = [10, 11];

    private readonly TestLog _world = new(TestLog.Small with
    {
        SegmentBytes = 700,
        IsCompacted = true,
        DeletesOldSegments = false,
        DeleteRetentionMs = DeleteRetentionMs,
        MinCleanableDirtyRatio = 0.3,
    });

    private readonly SortedDictionary<long, Written> _written = [];
    private readonly Dictionary<long, long> _open = [];
    private readonly Dictionary<long, int> _sequences = [];
    private int _counter;

    public static HashSet<string> Seen { get; } = [];

    public void Step(int number)
    {
        var argument = number / 16;
        switch (number % 16)
        {
            case < 6: Append(argument, producer: null); break;
            case 6 or 7: Append(argument, Producers[argument % 2]); break;
            case 8 or 9: EndTransaction(Producers[argument % 2], isAbort: argument / 2 % 2 == 0); break;
            case 10 or 11: Compact(); break;
            case 12: _world.Now += DeleteRetentionMs / 2; break;
            case 13: Reopen("kill", _world.KillAndReopen); break;
            case 14: CompactAndCrash(argument); break;
            default: _world.CloseAndReopen(); break;
        }
    }

    public void Check()
    {
        var readable = Read();
        Assert.Equal(StableEnd, _world.Log.LastStableOffset(_world.Log.LogEndOffset));
        Assert.Equal(Newest(_written), Newest(readable));
        foreach (var (offset, record) in readable)
        {
            Assert.Equal(_written[offset], record);
        }

        CheckClean(readable);
    }

    // Below the cleaned offset each key is there once, and nothing of an aborted transaction is.
    private void CheckClean(SortedDictionary<long, Written> readable)
    {
        var clean = readable.Where(entry => entry.Key < _world.Log.CleanedOffset).ToList();
        Assert.DoesNotContain(clean, entry => entry.Value.IsAborted);
        Assert.Equal(clean.Count, clean.Select(entry => entry.Value.Key).Distinct().Count());
    }

    private void Append(int argument, long? producer)
    {
        using var builder = new RecordBatchBuilder();
        var first = _world.Log.LogEndOffset;
        var count = 1 + (argument % 3);
        for (var i = 0; i < count; i++)
        {
            var key = (byte)((argument + (i * 5)) % Keys);
            var isTombstone = (argument + i) % 7 == 0;
            var value = isTombstone ? null : $"{++_counter} {new string('v', argument % 60)}";
            var timestamp = _world.Now + (i * (argument % 3));
            builder.Append(
                timestamp,
                [key],
                isKeyNull: false,
                System.Text.Encoding.UTF8.GetBytes(value ?? ""),
                isValueNull: isTombstone,
                headers: []);
            _written[first + i] = new Written(key, value, timestamp, producer);
        }

        var sequence = producer is { } known ? _sequences.GetValueOrDefault(known) : -1;
        var batch = builder.Build(new RecordBatchOptions
        {
            Compression = argument % 4 == 0 ? CompressionType.Gzip : CompressionType.None,
            ProducerId = producer ?? -1,
            ProducerEpoch = (short)(producer is null ? -1 : 0),
            BaseSequence = sequence,
            IsTransactional = producer is not null,
        }).ToArray();
        var verification = producer is { } verified ? _world.Log.BeginVerification(verified, 0) : 0;
        var appended = _world.Log.Append(batch, 0, _world.Now, verification: verification);
        Assert.Equal(Protocol.ErrorCode.None, appended.Error);
        _world.Sync();
        if (producer is { } begun)
        {
            _open.TryAdd(begun, first);
            _sequences[begun] = sequence + count;
        }
    }

    private void EndTransaction(long producer, bool isAbort)
    {
        if (!_open.Remove(producer, out var first))
        {
            return;
        }

        Seen.Add(isAbort ? "abort" : "commit");
        var marker = new TransactionMarker(producer, ProducerEpoch: 0, CoordinatorEpoch: 0, IsCommit: !isAbort);
        var appended = _world.Log.AppendMarker(marker, isVersion2: false, leaderEpoch: 0, _world.Now);
        Assert.Equal(Protocol.ErrorCode.None, appended.Error);
        _world.Sync();
        foreach (var (offset, record) in _written.Where(entry => entry.Key >= first).ToList())
        {
            if (isAbort && record.Producer == producer)
            {
                _written[offset] = record with { IsAborted = true };
            }
        }
    }

    private void Compact()
    {
        if (_world.Log.PlanCompaction(_world.Now, StableEnd) is not { } run)
        {
            return;
        }

        using (run)
        {
            run.Execute();
            Append(_counter, producer: null);
            Assert.True(_world.Log.CompleteCompaction(run));
        }

        Seen.Add("compacted");
        _world.Sync();
        _world.Checkpoint();
        Check();
    }

    private void CompactAndCrash(int seed)
    {
        _world.Disk.FailWrite(1 + (seed % 23));
        _world.Disk.FailSync(1 + (seed % 11));
        try
        {
            if (_world.Log.PlanCompaction(_world.Now, StableEnd) is { } run)
            {
                run.Execute();
                _world.Log.CompleteCompaction(run);
                Seen.Add("crash after");
            }
        }
        catch (DiskFailedException)
        {
            Seen.Add("crash within");
        }

        Reopen("crash", () => _world.CrashAndReopen(seed));
    }

    private void Reopen(string how, Action reopen)
    {
        Seen.Add(how);
        var end = _world.Log.LogEndOffset;
        reopen();
        Assert.Equal(end, _world.Log.LogEndOffset);
        Check();
    }

    private long StableEnd => _open.Count == 0 ? _world.Log.LogEndOffset : _open.Values.Min();

    private SortedDictionary<long, Written> Read()
    {
        var found = new SortedDictionary<long, Written>();
        using var scratch = new PooledBuffer();
        var last = -1L;
        foreach (var batch in new RecordBatchReader(_world.ReadAll(_world.Log.LogStartOffset, maxBytes: 400)))
        {
            Assert.True(batch.HasValidCrc);
            Assert.True(batch.Header.BaseOffset > last, "Batches are in order and nothing is there twice.");
            last = batch.Header.LastOffset;
            if (!batch.Header.IsControl)
            {
                AddRecords(batch, scratch, found);
            }
        }

        return found;
    }

    private void AddRecords(RecordBatch batch, PooledBuffer scratch, SortedDictionary<long, Written> found)
    {
        var records = batch.ReadRecords(scratch, 1 << 20);
        while (records.MoveNext())
        {
            found[records.Offset] = new Written(
                records.Key[0],
                records.IsValueNull ? null : System.Text.Encoding.UTF8.GetString(records.Value),
                records.TimestampMs,
                batch.Header.HasProducerId ? batch.Header.ProducerId : null)
            {
                IsAborted = _written[records.Offset].IsAborted,
            };
        }
    }

    private Dictionary<byte, string> Newest(SortedDictionary<long, Written> records)
    {
        var newest = new Dictionary<byte, string>();
        foreach (var (offset, record) in records)
        {
            if (record.IsAborted || offset >= StableEnd)
            {
                continue;
            }

            if (record.Value is null)
            {
                newest.Remove(record.Key);
            }
            else
            {
                newest[record.Key] = record.Value;
            }
        }

        return newest.OrderBy(entry => entry.Key).ToDictionary();
    }

    private sealed record Written(byte Key, string? Value, long TimestampMs, long? Producer)
    {
        public bool IsAborted { get; init; }
    }
}
