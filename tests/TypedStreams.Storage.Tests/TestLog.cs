// A log on a simulated disk with small constants, so that edges are hit within a few batches.
using TypedStreams.Protocol;
using TypedStreams.Storage.Simulation;

namespace TypedStreams.Storage.Tests;

internal sealed class TestLog
{
    public const string Root = "/data";
    public static readonly TopicPartition Partition = new("orders", 0);

    public static readonly LogConfig Small = new()
    {
        SegmentBytes = 2048,
        IndexIntervalBytes = 200,
        TimestampAfterMaxMs = long.MaxValue,
        RetentionMs = -1,
    };

    public TestLog(LogConfig? config = null)
    {
        Config = config ?? Small;
        Open();
    }

    public SimulatedDisk Disk { get; } = new();

    public LogConfig Config { get; }

    public LogDirectory Directory { get; private set; } = null!;

    public PartitionLog Log { get; private set; } = null!;

    public long Now { get; set; } = 1_000_000;

    public AppendResult Append(byte[] batch, int epoch = 0) => Log.Append(batch, epoch, Now);

    public void Sync()
    {
        if (Log.PrepareSync() is { } ticket)
        {
            ticket.Execute();
            Log.CompleteSync(ticket);
        }
    }

    public void Checkpoint() => Directory.Checkpoint([LogCheckpoint.Of(Partition, Log)]);

    public void CloseAndReopen()
    {
        Log.Close();
        Checkpoint();
        Directory.MarkCleanShutdown();
        Directory.Dispose();
        Open();
    }

    public void KillAndReopen()
    {
        Disk.Kill();
        Open();
    }

    public void CrashAndReopen(int seed)
    {
        Disk.Crash(seed);
        Open();
    }

    public byte[] ReadAll(long from, long upper = long.MaxValue, int maxBytes = int.MaxValue)
    {
        var all = new List<byte>();
        while (from < Math.Min(upper, Log.LogEndOffset))
        {
            using var slice = Log.Read(from, maxBytes, upper, minOneBatch: true).Slice;
            if (slice is null)
            {
                break;
            }

            var bytes = slice.ToBytes();
            all.AddRange(bytes);
            from = bytes.LastBatch().NextOffset;
        }

        return [.. all];
    }

    private void Open()
    {
        Directory = LogDirectory.Open(Disk, Root, "test");
        Log = Directory.OpenLog(Partition, Config, Now);
    }
}
