// What logs need without being asked: old segments deleted, keys compacted, silent producers forgotten, recovery points
// written down.
// Owns only the beat of these duties; each partition does its part on its own shard, one after the other, so that
// upkeep never crowds requests out. A duty that fails (the disk) stops the node.
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Shards;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

internal sealed partial class LogUpkeep : IAsyncDisposable
{
    private readonly PartitionDirectory _partitions;
    private readonly MetadataLog _metadataLog;
    private readonly Shard _metadataShard;
    private readonly NodeFailure _failure;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _duties;

    internal LogUpkeep(
        PartitionDirectory partitions,
        MetadataLog metadataLog,
        Shard metadataShard,
        BrokerConfig config,
        TimeProvider time,
        NodeFailure failure,
        ILogger logger)
    {
        _partitions = partitions;
        _metadataLog = metadataLog;
        _metadataShard = metadataShard;
        _failure = failure;
        _time = time;
        _logger = logger;
        _duties = Task.WhenAll(
            RepeatAsync(config.RetentionCheckIntervalMs, ApplyRetentionAsync),
            RepeatAsync(config.CheckpointIntervalMs, CheckpointAsync),
            RepeatAsync(config.CleanerBackoffMs, CompactAsync));
    }

    /// <summary>Ends every duty; what is under way is finished first, unless the node failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_duties, _failure.Failed);
        _stopping.Dispose();
    }

    /// <summary>
    /// Writes down where the logs of these partitions begin and how far they are on the disk. Completes when the disk
    /// has it.
    /// </summary>
    internal async Task CheckpointAsync(IEnumerable<PartitionHost> hosts)
    {
        var positions = new List<(PartitionHost, LogCheckpoint)>();
        foreach (PartitionHost host in hosts)
        {
            if (await host.Shard.AskAsync(host.Position) is { } position)
            {
                positions.Add((host, position));
            }
        }

        _partitions.Checkpoint(positions);
    }

    private async Task ApplyRetentionAsync()
    {
        foreach (PartitionHost host in _partitions.Hosts)
        {
            await host.Shard.AskAsync(host.ApplyRetention);
        }
    }

    private async Task CheckpointAsync()
    {
        await CheckpointAsync(_partitions.Hosts);
        _partitions.Checkpoint(await _metadataShard.AskAsync(() => _metadataLog.Position));
    }

    // One log at a time: compaction reads and writes much, and requests go first. Reading and writing happens on a
    // thread of the pool, planning and taking over on the partition's shard.
    private async Task CompactAsync()
    {
        foreach (PartitionHost host in _partitions.Hosts)
        {
            if (await host.Shard.AskAsync(host.PlanCompaction) is not { } run)
            {
                continue;
            }

            bool isExecuted = await Task.Run(() => TryExecute(host, run));
            await host.Shard.AskAsync(() => host.EndCompaction(run, isExecuted));
        }
    }

    // A damaged batch keeps one log from being compacted; it is no reason to stop the node.
    private bool TryExecute(PartitionHost host, CompactionRun run)
    {
        try
        {
            run.Execute();
            return true;
        }
        catch (InvalidDataException damage)
        {
            LogDamaged(_logger, host.Topic, host.Index, damage.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Partition {Topic}-{Partition} cannot be compacted: {Damage}")]
    private static partial void LogDamaged(ILogger logger, string topic, int partition, string damage);

    private async Task RepeatAsync(long everyMs, Func<Task> duty)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(everyMs), _time);
        try
        {
            while (await beat.WaitForNextTickAsync(_stopping.Token))
            {
                await duty();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception failure)
        {
            _failure.Fail(failure);
        }
    }
}
