using System.Collections.Concurrent;
using System.Threading.Channels;
using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

/// <summary>Hears of rebalances and lets a test wait for one.</summary>
internal sealed class RecordingListener : IRebalanceListener
{
    private readonly Channel<IReadOnlyCollection<TopicPartition>> _assigned =
        Channel.CreateUnbounded<IReadOnlyCollection<TopicPartition>>();

    public ConcurrentQueue<IReadOnlyCollection<TopicPartition>> Revoked { get; } = new();

    public ConcurrentQueue<IReadOnlyCollection<TopicPartition>> Lost { get; } = new();

    public Func<IReadOnlyCollection<TopicPartition>, Task>? OnRevoked { get; init; }

    /// <summary>Waits for an assignment of that many partitions, from where the last wait ended.</summary>
    public async Task AssignedAsync(int count)
    {
        CancellationToken deadline = TestClient.Deadline();
        while ((await _assigned.Reader.ReadAsync(deadline)).Count != count)
        {
        }
    }

    public ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions) =>
        _assigned.Writer.WriteAsync([.. partitions]);

    public async ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        if (OnRevoked is not null)
            await OnRevoked(partitions);

        Revoked.Enqueue([.. partitions]);
    }

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        Lost.Enqueue([.. partitions]);
        return default;
    }
}
