// Two registries over one topic, as two processes, while either is killed: no id is given twice, no acknowledged
// version is lost, and no answer is older than one that was given before, whichever of the two gives it.
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Registries;

public sealed class SharedTopicTests : IDisposable
{
    private const int WriterCount = 64;
    private const int RegistrationsEach = 12;
    private const int RegistrationsAKill = 120;

    private readonly DataDirectory _data = new();

    [ToolFact(Tool.Kafka)]
    public async Task Registries_over_Apache_Kafka_agree_while_either_is_killed()
    {
        await using ApacheKafka kafka = await ApacheKafka.StartAsync(_data.Path);
        await RaceAsync(kafka.Bootstrap);
    }

    [Fact]
    public async Task Registries_over_our_broker_agree_while_either_is_killed()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));
        await RaceAsync(server.Bootstrap);
    }

    [Fact]
    public async Task Registry_that_is_asked_to_stop_ends_with_0_and_another_has_all_it_said()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));
        await using RegistryProcess first = await RegistryProcess.StartAsync(server.Bootstrap);
        using var race = new RegistryRace([first]);
        await race.PrepareAsync();
        await race.WriteAsync(seed: 1, count: 10, CancellationToken.None);

        Assert.Equal(0, await first.StopAsync());

        await using RegistryProcess second = await RegistryProcess.StartAsync(server.Bootstrap);
        await first.StartAgainAsync();
        await race.CheckAsync(CancellationToken.None);
    }

    public void Dispose() => _data.Dispose();

    private static async Task RaceAsync(string bootstrap)
    {
        await using RegistryProcess first = await RegistryProcess.StartAsync(bootstrap);
        await using RegistryProcess second = await RegistryProcess.StartAsync(bootstrap);
        RegistryProcess[] registries = [first, second];
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        using var race = new RegistryRace(registries);
        await race.PrepareAsync();
        using var due = new SemaphoreSlim(0);
        race.OnAcknowledged = count =>
        {
            if (count % RegistrationsAKill == 0)
            {
                due.Release();
            }
        };
        Task[] readers = [.. Enumerable.Range(0, 4).Select(subject => race.ReadAsync(subject, reading.Token))];
        Task writers = Task.WhenAll(
            Enumerable.Range(0, WriterCount).Select(seed => race.WriteAsync(seed, RegistrationsEach, deadline.Token)));

        int kills = (WriterCount * RegistrationsEach / RegistrationsAKill) - 1;
        for (int kill = 0; kill < kills; kill++)
        {
            await Task.WhenAny(due.WaitAsync(deadline.Token), writers);
            await registries[kill % 2].KillAsync();
            await registries[kill % 2].StartAgainAsync();
        }

        await writers;
        await reading.CancelAsync();
        await Task.WhenAll(readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.All(readers, reader => Assert.False(reader.IsFaulted, reader.Exception?.Message));
        await race.CheckAsync(deadline.Token);
        Assert.Equal(WriterCount * RegistrationsEach, race.Acknowledged);
    }
}
