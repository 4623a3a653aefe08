// How a node ends and begins again: a clean stop leaves a marker and nothing to recover, a kill is recovered from, and
// a data directory has one owner.
using System.Text;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

public sealed class ShutdownTests : IDisposable
{
    private const string Topic = "orders";
    private readonly DataDirectory _data = new();

    private ServerSettings Settings => new(_data.Path);

    private string CleanMarker => Path.Combine(_data.Path, ".kafka_cleanshutdown");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Sigterm_stops_with_exit_code_0_and_a_marker_and_the_next_start_recovers_nothing()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        await ProduceAsync(server, count: 20);

        var exitCode = await server.StopAsync();
        var isMarked = File.Exists(CleanMarker);

        // A recovery scan would rebuild the index from the log and throw this content away.
        var index = Directory.GetFiles(Path.Combine(_data.Path, Topic + "-0"), "*.index").Single();
        var written = File.GetLastWriteTimeUtc(index);
        await server.StartAgainAsync();

        Assert.Equal(0, exitCode);
        Assert.True(isMarked);
        Assert.False(File.Exists(CleanMarker));
        Assert.Equal(written, File.GetLastWriteTimeUtc(index));
        await AssertHasAsync(server, count: 20);
    }

    [Fact]
    public async Task Sigterm_does_not_wait_for_idle_clients()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        using var idle = await RawClient.ConnectAsync(server.Kafka);
        using var busy = await RawClient.ConnectAsync(server.Kafka);
        await idle.CreateTopicAsync(Topic);
        Task waiting = busy.WaitForRecordsAsync(Topic, maxWaitMs: 60_000);

        Task<int> stopping = server.StopAsync();

        // A connection with a request under way is given time to answer it; the idle one must not wait as long.
        Assert.Null(await idle.ReadFrameAsync());
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, await stopping);
        await Assert.ThrowsAsync<EndOfStreamException>(() => waiting);
    }

    [Fact]
    public async Task Sigkill_leaves_no_marker_and_the_next_start_recovers_every_acknowledged_record()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        await ProduceAsync(server, count: 20);

        await server.KillAsync();
        var isMarked = File.Exists(CleanMarker);
        var log = Directory.GetFiles(Path.Combine(_data.Path, Topic + "-0"), "*.log").Single();
        await File.AppendAllBytesAsync(log, [0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 1]);
        await server.StartAgainAsync();

        Assert.False(isMarked);
        await AssertHasAsync(server, count: 20);
    }

    [Fact]
    public async Task Data_directory_of_a_running_node_is_refused_to_another()
    {
        await using var owner = await ServerProcess.StartAsync(Settings);

        var (exitCode, errors) = await ServerProcess.RunToEndAsync(Settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(_data.Path, errors);
        Assert.Contains("in use", errors);
        Assert.DoesNotContain("   at ", errors);
        await ProduceAsync(owner, count: 1);
    }

    private static async Task ProduceAsync(ServerProcess server, int count)
    {
        using var client = await RawClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync(Topic);
        for (var number = 0; number < count; number++)
        {
            await client.ProduceAsync(Topic, Encoding.ASCII.GetBytes($"{number}"));
        }
    }

    private static async Task AssertHasAsync(ServerProcess server, int count)
    {
        using var client = await RawClient.ConnectAsync(server.Kafka);
        var found = await client.ReadAllAsync(Topic);
        Assert.Equal(Enumerable.Range(0, count).Select(number => $"{number}"), found.Select(Encoding.ASCII.GetString));
    }
}
