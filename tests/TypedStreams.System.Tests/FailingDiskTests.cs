// Scenario 13: the Nth fdatasync of a thread fails with EIO. The node must die without acknowledging what that sync
// covered, and a restart on a sound disk must serve every acknowledged record once.
using System.Net.Sockets;
using System.Text;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests;

public sealed class FailingDiskTests(ITestOutputHelper output)
{
    private const string Topic = "orders";
    private const int MostRecords = 100;

    // Syncs are counted for each thread: the first ones also meet the thread that opens the logs.
    public static TheoryData<int> FailingSyncs { get; } = new(Enumerable.Range(1, 50));

    [ToolTheory(Tool.Strace)]
    [MemberData(nameof(FailingSyncs))]
    public async Task Sync_that_fails_stops_the_node_unacknowledged_and_a_restart_has_what_was_acknowledged(
        int failingSync)
    {
        Tools.Require(Tool.Strace);
        using var data = new DataDirectory();
        using var traces = new DataDirectory();
        var trace = Path.Combine(traces.Path, "trace");
        var settings = new ServerSettings(data.Path)
        {
            // strace counts the syncs of each thread: with one, the Nth of the thread is the Nth of the node.
            Configs = ["log.sync.threads=1"],
            Wrapper =
            [
                "strace", "-f", "--seccomp-bpf", "-o", trace, "-e", "trace=fdatasync",
                "-e", $"inject=fdatasync:error=EIO:when={failingSync}",
            ],
        };

        var acknowledged = await ProduceUntilDeadAsync(settings);

        output.WriteLine($"{acknowledged?.ToString() ?? "not even the start"} acknowledged before the failure");
        Assert.Contains("(INJECTED)", await File.ReadAllTextAsync(trace));
        await using var sound = await ServerProcess.StartAsync(settings with { Wrapper = [] });
        if (acknowledged is { } promised)
        {
            AssertAcknowledgedOnce(promised, await ReadBackAsync(sound));
        }

        Assert.Equal(0, await sound.StopAsync());
    }

    private static async Task<IReadOnlyList<string>> ReadBackAsync(ServerProcess server)
    {
        using var client = await RawClient.ConnectAsync(server.Kafka);
        return [.. (await client.ReadAllAsync(Topic)).Select(Encoding.ASCII.GetString)];
    }

    // The record whose sync failed may be there or not; it was never promised.
    private static void AssertAcknowledgedOnce(int acknowledged, IReadOnlyList<string> found)
    {
        Assert.InRange(found.Count, acknowledged, acknowledged + 1);
        Assert.Equal(Enumerable.Range(0, found.Count).Select(number => $"{number}"), found);
    }

    // How many records were acknowledged before the node died; null when it died before the topic was there.
    private static async Task<int?> ProduceUntilDeadAsync(ServerSettings settings)
    {
        int? acknowledged = null;
        ServerProcess server;
        try
        {
            server = await ServerProcess.StartAsync(settings);
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        await using (server)
        {
            try
            {
                using var client = await RawClient.ConnectAsync(server.Kafka);
                await client.CreateTopicAsync(Topic);
                acknowledged = 0;
                while (acknowledged < MostRecords)
                {
                    var offset = await client.ProduceAsync(Topic, Encoding.ASCII.GetBytes($"{acknowledged}"));
                    Assert.Equal(acknowledged, (int)offset);
                    acknowledged++;
                }
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                // The node is gone, as it should be; it may have failed between its ready line and this connection.
            }

            Assert.NotEqual(0, await server.WaitForExitAsync());
            return acknowledged;
        }
    }
}
