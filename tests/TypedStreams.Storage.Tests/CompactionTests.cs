using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed class CompactionTests
{
    private const long DeleteRetentionMs = 1_000;
    private readonly TestLog _world = new(TestLog.Small with
    {
        SegmentBytes = 300,
        IsCompacted = true,
        DeletesOldSegments = false,
        DeleteRetentionMs = DeleteRetentionMs,
    });

    [Fact]
    public void Compacted_log_after_any_story_of_writes_transactions_and_crashes_tells_the_same_newest_values()
    {
        var numbers = Arb.From(Gen.Choose(0, 1 << 20).ArrayOf(150), Shorter);
        Prop.ForAll(numbers, story =>
        {
            var model = new CompactionModel();
            foreach (var number in story)
            {
                model.Step(number);
            }

            model.Check();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

        HashSet<string> places = ["abort", "commit", "compacted", "crash within", "crash after", "kill"];
        Assert.Superset(places, CompactionModel.Seen);
    }

    [Fact]
    public void Tombstone_stays_for_the_retention_time_that_begins_when_a_compaction_meets_it()
    {
        Put("a", "1");
        Put("a", null);
        Fill("b");

        Compact();
        Assert.Contains(("a", null), Records());

        _world.Now += DeleteRetentionMs - 1;
        Fill("b");
        Compact();
        Assert.Contains(("a", null), Records());

        _world.Now += 2;
        Fill("b");
        Compact();
        Assert.DoesNotContain(Records(), record => record.Key == "a");
    }

    [Fact]
    public void Log_is_compacted_only_when_enough_of_it_is_new()
    {
        for (var i = 0; i < 30; i++)
        {
            Put($"key {i}", new string('x', 60));
        }

        Compact();
        Put("b", new string('x', 100));

        Assert.Null(_world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset));
    }

    [Fact]
    public void Nothing_at_or_above_the_stable_end_is_compacted()
    {
        Put("a", "1");
        Fill("a");
        var stableEnd = _world.Log.Segments[2].BaseOffset;

        Compact(stableEnd);

        Assert.Equal(stableEnd, _world.Log.CleanedOffset);
        Assert.True(Records().Count(record => record.Key == "a") > 2);
    }

    [Fact]
    public void Record_younger_than_the_lag_stays_and_one_that_is_overdue_goes_whatever_the_ratio()
    {
        _world.Log.Config = _world.Log.Config with { MinCompactionLagMs = 500 };
        Fill("a");
        Assert.Null(_world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset));

        _world.Log.Config = _world.Log.Config with
        {
            MinCompactionLagMs = 0,
            MinCleanableDirtyRatio = 1,
            MaxCompactionLagMs = 5_000,
        };
        Compact();
        Put("a", "last");
        Assert.Null(_world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset));
        _world.Now += 6_000;

        Compact();

        Assert.Equal([("a", "last")], Records());
    }

    [Fact]
    public void Producer_whose_records_are_all_superseded_is_still_recognised_after_a_restart()
    {
        Append(producerId: 5, sequence: 0);
        Fill("k");
        Compact();
        _world.CloseAndReopen();

        Assert.Contains(_world.ReadAll(0).Batches(), batch => batch is { ProducerId: 5, RecordCount: 0 });
        Assert.True(Append(producerId: 5, sequence: 0).IsDuplicate);
    }

    [Fact]
    public void Damaged_batch_ends_the_compaction_and_leaves_the_log_as_it_is()
    {
        Fill("a");
        using (var file = _world.Disk.Open(_world.Log.Segments[0].File.File.Path, DiskOpen.Existing))
        {
            file.Write(file.Length - 1, [0xff]);
        }

        var run = _world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset)!;
        Assert.Throws<InvalidDataException>(run.Execute);
        _world.Log.AbandonCompaction(run);
        run.Dispose();

        Assert.DoesNotContain(
            _world.Disk.List(_world.Log.Directory), name => name.EndsWith(".cleaned", StringComparison.Ordinal));
        Assert.NotNull(_world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset));
    }

    [Fact]
    public void Compaction_of_a_log_that_lost_its_head_in_the_meantime_changes_nothing()
    {
        _world.Log.Config = _world.Log.Config with { DeletesOldSegments = true };
        Fill("a");
        var run = _world.Log.PlanCompaction(_world.Now, _world.Log.LogEndOffset)!;
        run.Execute();
        _world.Log.DeleteSegmentsBefore(_world.Log.Segments[1].BaseOffset);
        var before = _world.ReadAll(_world.Log.LogStartOffset);

        Assert.False(_world.Log.CompleteCompaction(run));
        run.Dispose();

        Assert.Equal(before, _world.ReadAll(_world.Log.LogStartOffset));
    }

    private void Compact(long? stableEnd = null)
    {
        using var run = _world.Log.PlanCompaction(_world.Now, stableEnd ?? _world.Log.LogEndOffset);
        Assert.NotNull(run);
        run.Execute();
        Assert.True(_world.Log.CompleteCompaction(run));
    }

    private void Fill(string key)
    {
        for (var i = 0; i < 12; i++)
        {
            Put(key, $"{i} {new string('x', 60)}");
        }

        _world.Sync();
    }

    private void Put(string key, string? value)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(
            _world.Now,
            System.Text.Encoding.UTF8.GetBytes(key),
            isKeyNull: false,
            System.Text.Encoding.UTF8.GetBytes(value ?? ""),
            isValueNull: value is null,
            headers: []);
        Assert.True(_world.Append(builder.Build(new RecordBatchOptions()).ToArray()).IsAppended);
        _world.Sync();
    }

    private AppendResult Append(long producerId, int sequence)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(_world.Now, "k"u8, "v"u8);
        var options = new RecordBatchOptions { ProducerId = producerId, ProducerEpoch = 0, BaseSequence = sequence };
        return _world.Append(builder.Build(options).ToArray());
    }

    private List<(string Key, string? Value)> Records()
    {
        var found = new List<(string, string?)>();
        using var scratch = new PooledBuffer();
        foreach (var batch in new RecordBatchReader(_world.ReadAll(_world.Log.LogStartOffset)))
        {
            var records = batch.ReadRecords(scratch, 1 << 20);
            while (records.MoveNext())
            {
                found.Add((
                    System.Text.Encoding.UTF8.GetString(records.Key),
                    records.IsValueNull ? null : System.Text.Encoding.UTF8.GetString(records.Value)));
            }
        }

        return found;
    }

    private static IEnumerable<int[]> Shorter(int[] story)
    {
        for (var length = story.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= story.Length; at += length)
            {
                yield return [.. story[..at], .. story[(at + length)..]];
            }
        }
    }
}
