// Apache Kafka's dump tool reads what this broker stored for real clients: every compression, several segments, the
// metadata log and the committed offsets.
using System.Text.RegularExpressions;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed partial class DumpLogTests : IAsyncLifetime
{
    private const string Topic = "dumped";
    private const int SegmentBytes = 16_384;
    private static readonly string[] Codecs = ["none", "gzip", "snappy", "lz4", "zstd"];
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path)
    {
        Configs = [$"log.segment.bytes={SegmentBytes}", "log.index.interval.bytes=512", "num.partitions=1"],
    });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Kafkas_dump_tool_accepts_what_clients_wrote_with_every_compression_over_several_segments()
    {
        Tools.Require(Tool.Kafka, Tool.Librdkafka);
        var written = await WriteAsync();
        await _server.StopAsync();

        var files = Files($"{Topic}-0", ".log", ".index", ".timeindex", ".snapshot");
        var dump = await DumpAsync("--deep-iteration", "--files", files);
        var indexes = Files($"{Topic}-0", ".index", ".timeindex");
        var sanity = await DumpAsync("--index-sanity-check", "--files", indexes);
        var verified = await DumpAsync("--verify-index-only", "--files", indexes);
        var metadata = await DumpAsync("--cluster-metadata-decoder", "--files", Files("__cluster_metadata-0", ".log"));
        var offsets = await DumpAsync("--offsets-decoder", "--files", OffsetsFiles());

        Assert.InRange(Directory.GetFiles(Path.Combine(_data.Path, $"{Topic}-0"), "*.log").Length, 3, 1000);
        Assert.Equal(written, RecordLine().Count(dump));
        Assert.All(Codecs, codec => Assert.Contains($"compresscodec: {codec}", dump));
        Assert.All([dump, sanity, verified, metadata, offsets], AssertNoComplaint);
        Assert.Contains("passed sanity check", sanity);
        Assert.Contains($"\"name\":\"{Topic}\"", metadata);
        Assert.Contains("dump-group", offsets);
        Assert.Contains($"\"topic\":\"{Topic}\"", offsets);
    }

    private async Task<int> WriteAsync()
    {
        var client = new ConfluentDotNetClient();
        var written = 0;
        await ConfluentDotNetClient.CreateTopicsAsync(_server.Bootstrap, partitions: 1, Topic);
        for (var round = 0; round < 6; round++)
        {
            foreach (var codec in Codecs)
            {
                var records = SampleRecords.Create($"round {round}", codec).Where(r => r.Partition == 0).ToList();
                await client.ProduceAsync(_server.Bootstrap, Topic, codec, records);
                written += records.Count;
            }
        }

        await client.ConsumeAsync(_server.Bootstrap, [Topic], "dump-group", written);
        return written;
    }

    private string OffsetsFiles() => string.Join(',', Directory.GetDirectories(_data.Path, "__consumer_offsets-*")
        .SelectMany(folder => Directory.GetFiles(folder, "*.log")).Where(file => new FileInfo(file).Length > 0));

    private string Files(string partition, params string[] endings)
    {
        var files = Directory.GetFiles(Path.Combine(_data.Path, partition));
        return string.Join(',', files.Where(file => endings.Contains(Path.GetExtension(file))).Order());
    }

    private static Task<string> DumpAsync(params string[] arguments) =>
        Command.CheckAsync([Tools.KafkaTool, "kafka-dump-log", .. arguments]);

    private static void AssertNoComplaint(string output)
    {
        Assert.DoesNotContain("isvalid: false", output);
        Assert.DoesNotMatch(
            "(?i)mismatch|non-consecutive|invalid bytes|exception|failed|out of order|corrupt|could not", output);
    }

    [GeneratedRegex(@"^\| offset: ", RegexOptions.Multiline)]
    private static partial Regex RecordLine();
}
