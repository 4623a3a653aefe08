// Apache Kafka's dump tool judges the files: records to the last header, index entries against the log.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed partial class KafkaDumpTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("typedstreams-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [KafkaFact]
    public void Kafkas_dump_tool_accepts_log_indexes_and_snapshots()
    {
        var directory = WriteLog();
        var files = Directory.GetFiles(directory)
            .Where(f => !f.EndsWith("checkpoint", StringComparison.Ordinal)).Order().ToList();
        Assert.Contains(files, f => f.EndsWith(".snapshot", StringComparison.Ordinal));

        var dump = Dump("--deep-iteration", "--files", string.Join(',', files));
        var sanity = Dump("--index-sanity-check", "--files", string.Join(',', files.Where(IsIndex)));

        Assert.Equal(600, RecordLine().Count(dump));
        Assert.DoesNotContain("isvalid: false", dump);
        Assert.DoesNotMatch("(?i)mismatch|non-consecutive|invalid bytes|exception|failed|out of order", dump);
        Assert.Matches("producerId: 77 producerEpoch: 3 .*firstSequence: 295 lastSequence: 299", dump);
        Assert.Contains("passed sanity check", sanity);
        Assert.DoesNotMatch("(?i)mismatch|corrupt|exception", sanity);
    }

    [KafkaFact]
    public void Kafkas_dump_tool_accepts_a_compacted_log()
    {
        var directory = WriteCompactedLog(out var recordsLeft);
        var files = Directory.GetFiles(directory, "*.log")
            .Concat(Directory.GetFiles(directory).Where(IsIndex)).Order().ToList();

        var dump = Dump("--deep-iteration", "--files", string.Join(',', files));
        var sanity = Dump("--index-sanity-check", "--files", string.Join(',', files.Where(IsIndex)));

        Assert.Equal(recordsLeft, RecordLine().Count(dump));
        Assert.DoesNotContain("isvalid: false", dump);
        Assert.DoesNotMatch("(?i)mismatch|invalid bytes|exception|failed|out of order", dump);
        Assert.Contains("deleteHorizonMs: OptionalLong[", dump);
        Assert.Contains("passed sanity check", sanity);
        Assert.DoesNotMatch("(?i)mismatch|corrupt|exception", sanity);
    }

    private static bool IsIndex(string file) => file.EndsWith("index", StringComparison.Ordinal);

    private string WriteLog()
    {
        var directory = _root + "/orders-0";
        var config = new LogConfig { SegmentBytes = 8_192, IndexIntervalBytes = 500 };
        var log = PartitionLog.Open(new NativeDisk(), directory, config, default, 0);
        var codecs = Enum.GetValues<CompressionType>();
        using var builder = new RecordBatchBuilder();
        for (var batch = 0; batch < 120; batch++)
        {
            builder.Reset();
            for (var i = 0; i < 5; i++)
            {
                builder.Append(1_700_000_000_000 + (batch * 7) + i, "key"u8, new byte[100 + (batch % 13)]);
            }

            var isIdempotent = batch % 2 == 1;
            var built = builder.Build(new RecordBatchOptions
            {
                Compression = codecs[batch % codecs.Length],
                ProducerId = isIdempotent ? 77 : -1,
                ProducerEpoch = (short)(isIdempotent ? 3 : -1),
                BaseSequence = isIdempotent ? batch / 2 * 5 : -1,
            });
            Assert.True(log.Append(MemoryMarshal.AsMemory(built), batch / 50, 1_700_000_000_000).IsAppended);
        }

        Assert.InRange(log.SegmentCount, 3, 20);
        log.Close();
        return directory;
    }

    private string WriteCompactedLog(out int recordsLeft)
    {
        const int Keys = 40;
        var directory = _root + "/compacted-0";
        var config = new LogConfig { SegmentBytes = 8_192, IndexIntervalBytes = 500, IsCompacted = true };
        var log = PartitionLog.Open(new NativeDisk(), directory, config, default, 0);
        var codecs = Enum.GetValues<CompressionType>();
        using var builder = new RecordBatchBuilder();
        for (var batch = 0; batch < 200; batch++)
        {
            builder.Reset();
            for (var i = 0; i < 5; i++)
            {
                var key = (byte)(((batch * 5) + (i * 3)) % Keys);
                var isTombstone = key == 7;
                builder.Append(1_700_000_000_000 + batch, [key], false, new byte[99], isTombstone, headers: []);
            }

            var options = new RecordBatchOptions { Compression = codecs[batch % codecs.Length] };
            var built = MemoryMarshal.AsMemory(builder.Build(options));
            Assert.True(log.Append(built, 0, 1_700_000_000_000).IsAppended);
        }

        var active = log.Segments[^1];
        using (var run = log.PlanCompaction(1_700_000_000_000, log.LogEndOffset)!)
        {
            run.Execute();
            Assert.True(log.CompleteCompaction(run));
        }

        recordsLeft = Keys + (int)(log.LogEndOffset - active.BaseOffset);
        log.Close();
        return directory;
    }

    private static string Dump(params string[] arguments)
    {
        var start = new ProcessStartInfo(KafkaFactAttribute.Tool!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments.Prepend("kafka-dump-log"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result + output);
        return output;
    }

    [GeneratedRegex(@"^\| offset: ", RegexOptions.Multiline)]
    private static partial Regex RecordLine();
}
