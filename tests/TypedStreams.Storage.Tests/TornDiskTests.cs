// Every operation that writes, with the power cut during each of its steps on the disk: counted first, then cut at the
// first, the second and so on, each time with several outcomes for what was not synced (lost, torn, reordered).
using Xunit.Abstractions;

namespace TypedStreams.Storage.Tests;

public sealed class TornDiskTests(ITestOutputHelper output)
{
    private const int OutcomesOfACut = 6;
    private static readonly Guid Topic = Guid.Parse("00000000-0000-0000-0000-00000000000a");

    public static TheoryData<string> Operations => [.. Table.Keys];

    private static Dictionary<string, (Action<TornWorld> Prepare, Action<TornWorld> Act)> Table { get; } = new()
    {
        ["first start"] = (_ => { }, world => world.Open()),
        ["meta.properties"] = (Started, WriteIdentity),
        ["partition.metadata"] = (Started, WriteTopicId),
        ["quorum-state of the metadata log"] = (Started, WriteQuorumState),
        ["append and sync"] = (Filled, world => Fill(world, batches: 3)),
        ["a coordinator's records, one sync each"] = (Filled, WriteOneByOne),
        ["roll: segments, indexes, snapshot"] = (Started, world => Fill(world, batches: 16)),
        ["transactions: markers and their index"] = (Filled, WriteTransactions),
        ["leader epochs"] = (Filled, BeginEpochs),
        ["recovery point and log start checkpoints"] = (Filled, MoveOnAndCheckpoint),
        ["clean stop"] = (Filled, world => world.CloseCleanly()),
        ["start after a clean stop"] = (Stopped, world => world.Open()),
        ["recovery after a crash"] = (Crashed, world => world.Open()),
        ["truncation"] = (Filled, world => Truncate(world, world.Log.LogEndOffset - 5)),
        ["truncation of whole segments"] = (Filled, world => Truncate(world, 4)),
        ["truncation of everything"] = (Filled, TruncateFully),
        ["DeleteRecords"] = (Filled, DeleteRecords),
        ["retention"] = (Filled, Retain),
        ["compaction and its swap"] = (CompactedFilled, Compact),
        ["start in the middle of a swap"] = (InTheMiddleOfASwap, world => world.Open()),
        ["deletion of a partition"] = (Filled, Delete),
        ["deletion, then the same name again"] = (Filled, DeleteAndCreate),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Power_cut_during_any_step_loses_nothing_acknowledged_and_invents_nothing(string operation)
    {
        (Action<TornWorld> prepare, Action<TornWorld> act) = Table[operation];
        var whole = new TornWorld();
        prepare(whole);
        long before = whole.Disk.StepCount;
        act(whole);
        long steps = whole.Disk.StepCount - before;
        Assert.True(steps > 0, "It writes nothing.");

        for (long step = 1; step <= steps + 1; step++)
        {
            for (int outcome = 0; outcome < OutcomesOfACut; outcome++)
            {
                var world = new TornWorld();
                prepare(world);
                world.Disk.CutPowerAt(step);
                Exception? cut = Record.Exception(() => act(world));
                Assert.True(step > steps ? cut is null : cut is DiskFailedException, $"step {step}: {cut}");
                Exception? fault = Record.Exception(() => world.ComeBack(seed: (int)(step * 100) + (outcome * 2)));
                Assert.True(fault is null, $"'{operation}' cut at step {step} of {steps}, outcome {outcome}: {fault}");
            }
        }

        output.WriteLine($"{operation}: {steps} steps, {(steps + 1) * OutcomesOfACut} power cuts");
    }

    private static void Started(TornWorld world) => world.Open();

    private static void Filled(TornWorld world)
    {
        world.Open();
        Fill(world, batches: 14);
        world.Checkpoint();
    }

    private static void CompactedFilled(TornWorld world)
    {
        world.Config = world.Config with { IsCompacted = true, DeletesOldSegments = false };
        Filled(world);
    }

    private static void Stopped(TornWorld world)
    {
        Filled(world);
        world.CloseCleanly();
    }

    // What was not synced is there in part, and no checkpoint speaks of it.
    private static void Crashed(TornWorld world)
    {
        world.Open();
        Fill(world, batches: 8);
        for (int i = 0; i < 6; i++)
        {
            world.Append(producer: 7);
        }

        world.Disk.Crash(seed: 5);
    }

    private static void InTheMiddleOfASwap(TornWorld world)
    {
        CompactedFilled(world);
        var copy = new TornWorld();
        CompactedFilled(copy);
        long before = copy.Disk.StepCount;
        Compact(copy);
        world.Disk.CutPowerAt((copy.Disk.StepCount - before) * 2 / 3);
        Assert.IsType<DiskFailedException>(Record.Exception(() => Compact(world)));
        world.Disk.Kill();
    }

    private static void Fill(TornWorld world, int batches)
    {
        for (int i = 0; i < batches; i++)
        {
            world.Append(records: 1 + (i % 3), producer: i % 2 == 0 ? 7 : -1);
            if (i % 4 == 3)
            {
                world.Sync();
            }
        }

        world.Sync();
    }

    private static void MoveOnAndCheckpoint(TornWorld world)
    {
        Fill(world, batches: 2);
        world.Start = 3;
        world.Log.DeleteSegmentsBefore(world.Start);
        world.Checkpoint();
    }

    private static void WriteOneByOne(TornWorld world)
    {
        for (int i = 0; i < 5; i++)
        {
            world.Append(records: 1);
            world.Sync();
        }
    }

    private static void WriteTransactions(TornWorld world)
    {
        for (int i = 0; i < 6; i++)
        {
            world.Append(producer: 20 + (i % 2), isTransactional: true);
            if (i > 1)
            {
                world.EndTransaction(20 + (i % 2), isCommit: i % 3 == 0);
            }

            world.Sync();
        }
    }

    private static void BeginEpochs(TornWorld world)
    {
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            world.Log.AssignEpoch(epoch);
            world.Sync();
        }
    }

    private static void WriteIdentity(TornWorld world)
    {
        world.Small["identity"] = [null, "first"];
        world.Directory.WriteIdentity(new MetaProperties("first", NodeId: 1, DirectoryId: Topic));
        world.Small["identity"] = ["first", "second"];
        world.Directory.WriteIdentity(new MetaProperties("second", NodeId: 1, DirectoryId: Topic));
        world.Small["identity"] = ["second"];
    }

    private static void WriteTopicId(TornWorld world)
    {
        world.Small["topic"] = [null, Topic.ToString()];
        world.Directory.WriteTopicId(TornWorld.Partition, Topic);

        // The directory of a new partition is durable with the first sync of its log, and what is in it as well.
        world.Append();
        world.Sync();
        world.Small["topic"] = [Topic.ToString()];
    }

    private static void WriteQuorumState(TornWorld world)
    {
        string? before = null;
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            string state = $"{{\"leaderEpoch\":{epoch}}}";
            world.Small["quorum-state"] = [before, state];
            world.Directory.WriteFile(TornWorld.Partition, "quorum-state", System.Text.Encoding.UTF8.GetBytes(state));
            world.Small["quorum-state"] = [before = state];
            world.Append(records: 1);
            world.Sync();
        }
    }

    private static void Truncate(TornWorld world, long offset)
    {
        world.Acknowledged = Math.Min(world.Acknowledged, offset - 3);
        bool movedBack = world.Log.TruncateTo(offset);
        (world.Acknowledged, world.Ceiling) = (world.Log.LogEndOffset, world.Log.LogEndOffset);
        if (movedBack)
        {
            world.Checkpoint();
        }
    }

    private static void TruncateFully(TornWorld world)
    {
        long end = world.Log.LogEndOffset;
        (world.Acknowledged, world.Start) = (0, end);
        if (world.Log.TruncateFullyAndStartAt(end, world.Now))
        {
            world.Checkpoint();
        }

        (world.Acknowledged, world.Ceiling) = (end, end);
    }

    private static void DeleteRecords(TornWorld world)
    {
        world.Start = 9;
        world.Log.DeleteSegmentsBefore(world.Start);
        world.Checkpoint();
        world.Sync();
    }

    private static void Retain(TornWorld world)
    {
        world.Start = world.Log.LogEndOffset;
        world.Config = world.Config with { RetentionBytes = 700 };
        world.Log.Config = world.Config;
        Assert.True(world.Log.ApplyRetention(world.Now, world.Log.LogEndOffset) > 0);
        world.Checkpoint();
        world.Sync();
    }

    private static void Compact(TornWorld world)
    {
        world.Compact();
        world.Sync();
        world.Checkpoint();
    }

    private static void Delete(TornWorld world)
    {
        world.MayBeGone = true;
        world.Log.Dispose();
        world.Directory.DeletePartition(TornWorld.Partition, Topic);
    }

    private static void DeleteAndCreate(TornWorld world)
    {
        Delete(world);
        world.Log = world.Directory.OpenLog(TornWorld.Partition, world.Config, world.Now);
    }
}
