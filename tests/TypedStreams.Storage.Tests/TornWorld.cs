// A data directory with one partition on a disk whose power can be cut during any step, and what must be there
// afterwards: what was acknowledged, nothing that nobody wrote, and a directory that opens without help.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage.Simulation;

namespace TypedStreams.Storage.Tests;

internal sealed class TornWorld
{
    public const string Root = "/data";
    public static readonly TopicPartition Partition = new("orders", 0);
    private readonly Dictionary<long, (string Key, string Value)> _written = [];
    private readonly Dictionary<long, int> _sequences = [];
    private byte _counter;

    public SimulatedDisk Disk { get; } = new();

    public LogConfig Config { get; set; } = new()
    {
        SegmentBytes = 600,
        IndexIntervalBytes = 100,
        RetentionMs = -1,
        DeleteRetentionMs = 1_000,
        MinCleanableDirtyRatio = 0.1,
    };

    public LogDirectory Directory { get; private set; } = null!;

    public PartitionLog Log { get; set; } = null!;

    public long Now { get; set; } = 1_000_000;

    /// <summary>Offset below which everything was acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Offset at and above which nothing may be there any more.</summary>
    public long Ceiling { get; set; } = long.MaxValue;

    /// <summary>The highest log start that was asked for.</summary>
    public long Start { get; set; }

    /// <summary>Whether the partition may be gone with all that it had, because it was deleted.</summary>
    public bool MayBeGone { get; set; }

    /// <summary>What small files may hold; null stands for no file.</summary>
    public Dictionary<string, HashSet<string?>> Small { get; } = [];

    public void Open()
    {
        Directory = LogDirectory.Open(Disk, Root, "test");
        Log = Directory.OpenLog(Partition, Config, Now);
    }

    public void Append(int records = 2, long producer = -1, bool isTransactional = false)
    {
        int sequence = producer < 0 ? -1 : _sequences.GetValueOrDefault(producer);
        byte[] batch = TestBatch.Build(
            records, valueBytes: 30, Now, producer, (short)(producer < 0 ? -1 : 0), sequence,
            isTransactional ? BatchAttributes.Transactional : (short)0, fill: ++_counter);
        _sequences[producer] = sequence + records;
        long next = Log.LogEndOffset;
        for (int i = 0; i < records; i++)
        {
            // Before it is written: a write that was cut off may be there.
            _written[next + i] = ($"{(char)('a' + i)}", new string((char)_counter, 30));
        }

        long verification = isTransactional ? Log.BeginVerification(producer, 0) : 0;
        Assert.Equal(ErrorCode.None, Log.Append(batch, 0, Now, verification: verification).Error);
    }

    public void EndTransaction(long producer, bool isCommit)
    {
        _written[Log.LogEndOffset] = ("", isCommit ? "commit" : "abort");
        var marker = new TransactionMarker(producer, 0, CoordinatorEpoch: 0, isCommit);
        Assert.Equal(ErrorCode.None, Log.AppendMarker(marker, isVersion2: false, leaderEpoch: 0, Now).Error);
    }

    public void Sync()
    {
        if (Log.PrepareSync() is { } ticket)
        {
            ticket.Execute();
            Log.CompleteSync(ticket);
        }

        Acknowledged = Log.SyncedOffset;
    }

    public void Checkpoint() => Directory.Checkpoint([LogCheckpoint.Of(Partition, Log)]);

    public void Compact()
    {
        if (Log.PlanCompaction(Now, Log.LogEndOffset) is { } run)
        {
            run.Execute();
            Log.CompleteCompaction(run);
            run.Dispose();
        }
    }

    public void CloseCleanly()
    {
        Log.Close();
        Acknowledged = Log.LogEndOffset;
        Checkpoint();
        Directory.MarkCleanShutdown();
        Directory.Dispose();
    }

    /// <summary>Power is back: opens everything and checks it, twice, and goes on.</summary>
    public void ComeBack(int seed)
    {
        Disk.Crash(seed);
        Open();
        Check();
        long end = Log.LogEndOffset;

        // What was accepted was made durable before anyone could read it.
        Disk.Crash(seed + 1);
        Open();
        Assert.Equal(end, Log.LogEndOffset);
        Check();
        Ceiling = long.MaxValue;
        Append();
        Sync();
        Check();
    }

    private void Check()
    {
        foreach ((string name, HashSet<string?> allowed) in Small)
        {
            Assert.Contains(ReadSmall(name), allowed);
        }

        if (MayBeGone && Log.LogEndOffset == 0)
        {
            return;
        }

        Assert.InRange(Log.LogEndOffset, Acknowledged, Math.Min(Ceiling, _written.Keys.DefaultIfEmpty(-1).Max() + 1));
        Assert.InRange(Log.LogStartOffset, 0, Start);
        var found = Read();
        for (long offset = Log.LogStartOffset; offset < Log.LogEndOffset; offset++)
        {
            (string key, string value) = _written[offset];
            bool mayBeMissing = Config.IsCompacted
                && _written.Any(other => other.Key > offset && other.Key < Log.LogEndOffset && other.Value.Key == key);
            if (!found.TryGetValue(offset, out var record))
            {
                Assert.True(mayBeMissing, $"Offset {offset} is lost.");
            }
            else
            {
                Assert.Equal((key, value), record);
            }
        }

        CheckProducers();
    }

    private string? ReadSmall(string name) => name switch
    {
        "identity" => Directory.Identity?.ClusterId,
        "topic" => Directory.ReadTopicId(Partition)?.ToString(),
        _ => Directory.ReadFile(Partition, name) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null,
    };

    // The producers that the log knows are those whose batches it has.
    private void CheckProducers()
    {
        if (Config.IsCompacted || Log.LogStartOffset > 0)
        {
            return;
        }

        var model = new CrashProducers();
        ForEachBatch(batch => model.Apply(batch.ToArray()));
        Assert.Equal(model.LastStableOffset(Log.LogEndOffset), Log.LastStableOffset(Log.LogEndOffset));
        Assert.Equal(
            model.All.OrderBy(p => p.Key).Select(p => (p.Key, p.Value.LastSequence, p.Value.TransactionFirstOffset)),
            Log.DescribeProducers().Select(p => (p.ProducerId, p.LastSequence, p.TransactionFirstOffset)));
        Assert.Equal(model.AbortedIn(0, Log.LogEndOffset), Log.AbortedIn(0, Log.LogEndOffset));
    }

    private Dictionary<long, (string Key, string Value)> Read()
    {
        var found = new Dictionary<long, (string, string)>();
        using var scratch = new PooledBuffer();
        ForEachBatch(bytes =>
        {
            foreach (RecordBatch batch in new RecordBatchReader(bytes))
            {
                Assert.True(batch.HasValidCrc);
                RecordReader records = batch.ReadRecords(scratch, 1 << 20);
                while (records.MoveNext())
                {
                    bool isControl = batch.Header.IsControl;
                    string key = isControl ? "" : System.Text.Encoding.UTF8.GetString(records.Key);
                    string value = isControl ? records.Key[^1] == 1 ? "commit" : "abort"
                        : System.Text.Encoding.UTF8.GetString(records.Value);
                    Assert.True(found.TryAdd(records.Offset, (key, value)), $"{records.Offset} is there twice.");
                }
            }
        });
        return found;
    }

    private void ForEachBatch(Action<ReadOnlyMemory<byte>> take)
    {
        for (long from = Log.LogStartOffset; from < Log.LogEndOffset;)
        {
            using var slice = Log.Read(from, maxBytes: 1, Log.LogEndOffset, minOneBatch: true).Slice;
            if (slice is null)
            {
                return;
            }

            byte[] bytes = slice.ToBytes();
            take(bytes);
            from = bytes.LastBatch().NextOffset;
        }
    }
}
