using System.Diagnostics;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;
using Xunit.Abstractions;

namespace TypedStreams.Tests;

public sealed class EmbeddedTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"typedstreams-{Guid.NewGuid():N}");

    [Fact]
    public async Task Embedded_servers_carry_a_message_through_the_host()
    {
        for (var round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            await using var app = TestApp.Build(groups => groups.AddBilling(), null, ("Embedded", "true"));
            await app.StartAsync();
            var started = clock.Elapsed;
            await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", round, DateTimeOffset.UnixEpoch));
            var sent = clock.Elapsed;
            var received = await app.Inbox.NextAsync();
            output.WriteLine($"started {started.TotalMilliseconds:N0} ms, first acknowledged "
                + $"{sent.TotalMilliseconds:N0} ms, first handled {clock.ElapsedMilliseconds:N0} ms");

            Assert.Equal(round, received.As<OrderPlaced>().Number);
            await app.StopAsync();
        }
    }

    [Fact]
    public async Task Data_directory_keeps_messages_schemas_and_offsets_over_a_restart()
    {
        (string, string)[] settings = [("Embedded", "true"), ("DataDirectory", _directory)];
        await using (var app = TestApp.Build(groups => groups.AddBilling(), null, settings))
        {
            await app.StartAsync();
            await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch));
            await app.Inbox.NextAsync();
            await app.StopAsync();
            await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 2, DateTimeOffset.UnixEpoch));
        }

        await using var again = TestApp.Build(groups => groups.AddBilling(), null, settings);
        await again.StartAsync();
        Assert.Equal(2, (await again.Inbox.NextAsync()).As<OrderPlaced>().Number);
        await again.StopAsync();
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
