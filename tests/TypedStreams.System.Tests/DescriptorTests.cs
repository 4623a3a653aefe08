// A node whose process may open no more files: connections wait until others are gone, and a log that cannot be opened
// stops the node with an error that names the limit. The limit is set while it runs, with what it has open in mind.
using System.Globalization;
using System.Runtime.InteropServices;
using TypedStreams.Protocol.Messages;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

public sealed partial class DescriptorTests : IAsyncLifetime
{
    private const int Room = 20;
    private const int OpenFiles = 7;
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Connections_beyond_the_limit_wait_and_those_that_are_open_are_served()
    {
        using var friend = await RawClient.ConnectAsync(_server.Kafka);
        await friend.CreateTopicAsync("t");
        await friend.ProduceAsync("t", "before"u8.ToArray());
        Limit(files: OpenNow() + Room);
        List<RawClient> crowd = [];
        while (!_server.Errors.Contains("No connection can be accepted", StringComparison.Ordinal))
        {
            crowd.Add(await RawClient.ConnectAsync(_server.Kafka));
            Assert.InRange(crowd.Count, 1, 500);
            await friend.ProduceAsync("t", "while they come"u8.ToArray());
        }

        using var late = await RawClient.ConnectAsync(_server.Kafka);
        var waiting = late.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, version: 4);
        await friend.ProduceAsync("t", "while it waits"u8.ToArray());
        Assert.False(waiting.IsCompleted);
        crowd.ForEach(client => client.Dispose());

        Assert.Single((await waiting).Brokers);
        Assert.Equal(crowd.Count + 2, (await friend.ReadAllAsync("t")).Count);
        Assert.Equal(0, await _server.StopAsync());
    }

    [Fact]
    public async Task Log_that_cannot_be_opened_stops_the_node_with_the_limit_in_its_error()
    {
        using var client = await RawClient.ConnectAsync(_server.Kafka);
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", "acknowledged"u8.ToArray());
        Limit(files: OpenNow());

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var i = 0; i < Room; i++)
            {
                await client.CreateTopicAsync($"one-too-many-{i}");
            }
        });

        Assert.NotEqual(0, await _server.WaitForExitAsync());
        Assert.Contains("too many open files", _server.Errors);
        Assert.Contains("ulimit -n", _server.Errors);
        await _server.StartAgainAsync();
        using var again = await RawClient.ConnectAsync(_server.Kafka);
        Assert.Single(await again.ReadAllAsync("t"));
    }

    private long OpenNow() => Directory.GetFileSystemEntries($"/proc/{_server.Id}/fd").Length;

    private void Limit(long files)
    {
        var limits = new Limits { Soft = (ulong)files, Hard = (ulong)files };
        if (SetLimits(_server.Id, OpenFiles, in limits, IntPtr.Zero) != 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"prlimit of process {_server.Id} to {files} files failed."));
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimits(int processId, int resource, in Limits wanted, IntPtr former);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}
