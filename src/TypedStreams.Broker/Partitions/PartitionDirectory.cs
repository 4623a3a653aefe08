// Which partitions this node has, by topic name and by topic id, and how they come and go with the cluster image.
// Lookups are safe from any thread. Changes come from the metadata service alone, one image after the other.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

internal sealed class PartitionDirectory(
    ShardSet shards, LogDirectory logs, LogSyncer syncer, BrokerConfig config, int nodeId, TimeProvider time)
{
    // The root directory serves one caller at a time; deleting is rare and off every request's way.
    private readonly Lock _logsGate = new();
    private readonly ConcurrentDictionary<string, TopicPartitions> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, TopicPartitions> _byId = [];

    /// <summary>All topics, in no order.</summary>
    internal ICollection<TopicPartitions> All => _byName.Values;

    /// <summary>A topic by name, or null.</summary>
    internal TopicPartitions? Find(string topic) => _byName.GetValueOrDefault(topic);

    /// <summary>A topic by id, or null.</summary>
    internal TopicPartitions? Find(Guid topicId) => _byId.GetValueOrDefault(topicId);

    /// <summary>Brings the node's partitions in line with an image: opens what is new, removes what is gone.</summary>
    internal async Task ApplyAsync(ClusterImage before, ClusterImage after)
    {
        foreach (TopicImage gone in before.Topics.Values.Where(topic => after.FindTopic(topic.Id) is null))
        {
            await RemoveAsync(gone);
        }

        TopicImage[] changed =
            [.. after.Topics.Values.Where(topic => !ReferenceEquals(before.FindTopic(topic.Id), topic))];
        await Task.WhenAll(changed.Select(topic => AddAsync(topic, after)));
        if (!ReferenceEquals(before.Configs, after.Configs))
        {
            await ReconfigureAsync(before, after);
        }
    }

    /// <summary>Every partition, in no order.</summary>
    internal IEnumerable<PartitionHost> Hosts => _byName.Values.SelectMany(topic => topic.All);

    /// <summary>
    /// Writes recovery points and log starts down, so that a restart scans little and shows nothing that was deleted.
    /// A partition that was removed in the meantime leaves no trace. Blocks on the disk; any thread.
    /// </summary>
    internal void Checkpoint(IEnumerable<(PartitionHost Host, LogCheckpoint Position)> positions)
    {
        lock (_logsGate)
        {
            logs.Checkpoint(positions
                .Where(known => Find(known.Host.Topic)?.Find(known.Host.Index) == known.Host)
                .Select(known => known.Position));
        }
    }

    /// <summary>Writes the position of the metadata log down, which is no partition of a topic.</summary>
    internal void Checkpoint(LogCheckpoint metadataLog)
    {
        lock (_logsGate)
        {
            logs.Checkpoint([metadataLog]);
        }
    }

    /// <summary>Completes when no log has a sync under way and none is due.</summary>
    internal Task DrainAsync() =>
        Task.WhenAll(Hosts.Select(host => host.Shard.AskAsync(host.DrainAsync).Unwrap()));

    /// <summary>
    /// Closes every partition: in order when <paramref name="isClean"/>, else as a killed process would. Returns where
    /// each log ended.
    /// </summary>
    internal async Task<List<LogCheckpoint>> CloseAsync(bool isClean)
    {
        var ends = new List<LogCheckpoint>();
        foreach (PartitionHost host in Hosts)
        {
            ends.Add(await host.Shard.AskAsync(() => host.Close(isClean)));
        }

        return ends;
    }

    private async Task AddAsync(TopicImage topic, ClusterImage image)
    {
        TopicPartitions? present = Find(topic.Id);
        TopicConfigView view = ConfigOf(image, topic.Name);
        Task<PartitionHost>[] opening =
        [
            .. topic.Partitions.Select(partition =>
                present?.Find(partition.Index) is { } host ? Task.FromResult(host) : OpenAsync(topic, partition, view)),
        ];
        var partitions = new TopicPartitions(topic.Name, topic.Id, await Task.WhenAll(opening));
        _byId[topic.Id] = partitions;
        _byName[topic.Name] = partitions;
    }

    private TopicConfigView ConfigOf(ClusterImage image, string topic) =>
        TopicConfigView.Of(image, topic, new BrokerConfigView(image, nodeId, config));

    private async Task ReconfigureAsync(ClusterImage before, ClusterImage after)
    {
        foreach (TopicPartitions topic in _byName.Values)
        {
            TopicConfigView view = ConfigOf(after, topic.Name);
            LogConfig logConfig = LogConfigs.From(view, config);
            int minInSyncReplicas = (int)view.Number("min.insync.replicas");
            TopicConfigView past = ConfigOf(before, topic.Name);
            if (logConfig == LogConfigs.From(past, config) && minInSyncReplicas == past.Number("min.insync.replicas"))
            {
                continue;
            }

            foreach (PartitionHost host in topic.All)
            {
                await host.Shard.AskAsync(() => host.Reconfigure(logConfig, minInSyncReplicas));
            }
        }
    }

    private Task<PartitionHost> OpenAsync(TopicImage topic, PartitionImage partition, TopicConfigView view)
    {
        Shard shard = shards.OwnerOf(topic.Id, partition.Index);
        LogConfig logConfig = LogConfigs.From(view, config);
        int minInSyncReplicas = (int)view.Number("min.insync.replicas");
        return shard.AskAsync(() =>
        {
            PartitionLog log = OpenLog(new TopicPartition(topic.Name, partition.Index), topic.Id, logConfig);
            return new PartitionHost(
                shard, topic.Name, partition, nodeId, log, minInSyncReplicas, syncer, config.SyncBeforeAcknowledge);
        });
    }

    private async Task RemoveAsync(TopicImage topic)
    {
        if (!_byId.TryRemove(topic.Id, out TopicPartitions? partitions))
        {
            return;
        }

        _byName.TryRemove(KeyValuePair.Create(topic.Name, partitions));
        foreach (PartitionHost host in partitions.All)
        {
            await host.Shard.AskAsync(() =>
            {
                host.Close(isClean: false);
                lock (_logsGate)
                {
                    logs.DeletePartition(new TopicPartition(topic.Name, host.Index), Guid.NewGuid());
                }
            });
        }
    }

    private PartitionLog OpenLog(TopicPartition partition, Guid topicId, LogConfig logConfig)
    {
        LogOpenState state;
        lock (_logsGate)
        {
            // A directory of this name may be left from a topic that was deleted while the node was down.
            if (logs.ReadTopicId(partition) is { } owner && owner != topicId)
            {
                logs.DeletePartition(partition, Guid.NewGuid());
            }

            state = logs.StateOf(partition);
        }

        PartitionLog log = logs.OpenLog(partition, logConfig, state, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (Wrong.Is(WrongVariant.RecoveryForgetsTheTail) && !InternalTopics.Contains(partition.Topic))
        {
            log.TruncateTo(log.LogEndOffset * 9 / 10);
        }

        if (logs.ReadTopicId(partition) is null)
        {
            logs.WriteTopicId(partition, topicId);
        }

        return log;
    }
}
