// A topic under load and what the members of its group have read of it. Members tell from their reading threads; one
// lock keeps what they tell, and whoever waits looks again after each of it.
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal sealed class Crowd(ScenarioBroker broker, string topic) : IAsyncDisposable
{
    internal const int Partitions = 4;
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const int MostRounds = 4_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private readonly Lock _lock = new();
    private readonly HashSet<(int Partition, long Offset)> _read = [];
    private readonly long[] _sent = new long[Partitions];
    private readonly CancellationTokenSource _enough = new();
    private TaskCompletionSource _told = New();
    private Task _load = Task.CompletedTask;

    internal string Topic { get; } = topic;

    internal async Task StartLoadAsync()
    {
        await broker.CreateTopicAsync(Topic, Partitions);
        _load = LoadAsync();
    }

    /// <summary>Ends the load and waits until all that was sent was read; returns how much was not.</summary>
    internal async Task<string> AllReadAsync()
    {
        await _enough.CancelAsync();
        await _load;
        await UntilAsync(() => Missing() == 0, () => $"{Missing()} of {_sent.Sum()} records were never read");
        return "every record read";
    }

    /// <summary>Sum of the group's lag, once its members have left.</summary>
    internal async Task<long> LagAsync()
    {
        await using var client = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        var committed = await client.Admin.ListGroupOffsetsAsync(Topic);
        var places = Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(Topic, partition));
        return _sent.Sum() - places.Sum(place => committed.TryGetValue(place, out var found) ? found.Offset : 0);
    }

    internal void WasRead(int partition, long offset) => _read.Add((partition, offset));

    /// <summary>Runs it under the lock; then whoever waits looks again.</summary>
    internal void Tell(Action told)
    {
        TaskCompletionSource previous;
        lock (_lock)
        {
            told();
            (previous, _told) = (_told, New());
        }

        previous.SetResult();
    }

    internal async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task told;
            string? late;
            lock (_lock)
            {
                if (condition())
                {
                    return;
                }

                told = _told.Task;
                late = patience.IsCancellationRequested ? otherwise() : null;
            }

            if (late is not null)
            {
                throw new TimeoutException($"{late}; to the broker the group is {await DescribeAsync()}");
            }

            await told.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _load;
        _enough.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // As the classic protocol tells it: a group of the newer one is Dead here.
    private async Task<string> DescribeAsync()
    {
        await using var client = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        var group = await client.Admin.DescribeGroupAsync(Topic);
        var members = group.Members.Select(member =>
            $"{member.ClientId} with [{string.Join(' ', member.Assignment.Select(place => place.Partition))}]");
        return $"{group.State}: {string.Join(", ", members)}";
    }

    private long Missing() => _sent.Select((end, partition) =>
        end - _read.LongCount(place => place.Partition == partition && place.Offset < end)).Sum();

    private async Task LoadAsync()
    {
        await using var client = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        await using var producer = client.CreateProducer(new KafkaProducerOptions());
        using var pace = new PeriodicTimer(Pace);
        for (int round = 0; round < MostRounds && !_enough.IsCancellationRequested; round++)
        {
            await pace.WaitForNextTickAsync();
            byte[] value = BitConverter.GetBytes(round);
            await Task.WhenAll(Enumerable.Range(0, Partitions)
                .Select(partition => new TypedStreams.Client.SendOptions { Partition = partition })
                .Select(to => producer.SendAsync(Topic, null, value, to).AsTask()));
            lock (_lock)
            {
                for (int partition = 0; partition < Partitions; partition++)
                {
                    _sent[partition]++;
                }
            }
        }
    }
}
