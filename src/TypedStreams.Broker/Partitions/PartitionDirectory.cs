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
    /// <summary>
    /// Most threads that open or close logs at once. Default 8: logs that wait for the disk share its syncs.
    /// </summary>
    internal const int MaxLogThreads = 8;

    // Fewer logs than this are not worth another thread.
    private const int LogsOfThread = 8;

    // The root directory serves one caller at a time; deleting is rare and off every request's way.
    private readonly Lock _logsGate = new();
    private readonly ConcurrentDictionary<string, TopicPartitions> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, TopicPartitions> _byId = [];

    /// <summary>The node's clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>All topics, in no order.</summary>
    internal ICollection<TopicPartitions> All => _byName.Values;

    /// <summary>A topic by name, or null.</summary>
    internal TopicPartitions? Find(string topic) => _byName.GetValueOrDefault(topic);

    /// <summary>A topic by id, or null.</summary>
    internal TopicPartitions? Find(Guid topicId) => _byId.GetValueOrDefault(topicId);

    /// <summary>
    /// Brings the node's partitions in line with an image: opens what is new, removes what is gone. Only what
    /// <paramref name="delta"/> names is looked at.
    /// </summary>
    internal async Task ApplyAsync(ClusterImage before, ClusterImage after, ClusterDelta delta)
    {
        var changed = new List<TopicImage>();
        foreach (Guid id in delta.TopicIds)
        {
            if (after.FindTopic(id) is { } topic)
            {
                changed.Add(topic);
            }
            else if (before.FindTopic(id) is { } gone)
            {
                await RemoveAsync(gone);
            }
        }

        List<Opening> openings = [.. changed.SelectMany(topic => Missing(topic, after))];
        await OnThreadsAsync(openings.Count, i => openings[i].Host = Open(openings[i]));
        ILookup<Guid, PartitionHost> opened = openings.ToLookup(opening => opening.Topic.Id, opening => opening.Host!);
        foreach (TopicImage topic in changed)
        {
            var partitions = new TopicPartitions(
                topic.Name, topic.Id, [.. Find(topic.Id)?.All ?? [], .. opened[topic.Id]]);
            _byId[topic.Id] = partitions;
            _byName[topic.Name] = partitions;
        }

        await ReconfigureAsync(before, after, delta);
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

    /// <summary>
    /// Closes every partition: when <paramref name="isClean"/> each once what it was given is safe, else as a killed
    /// process would. Returns where each log ended.
    /// </summary>
    internal async Task<IReadOnlyList<LogCheckpoint>> CloseAsync(bool isClean)
    {
        PartitionHost[] hosts = [.. Hosts];
        await Task.WhenAll(
            hosts.Select(host => isClean ? host.RetireInOrderAsync() : host.Shard.AskAsync(host.Retire)));
        var ends = new LogCheckpoint[hosts.Length];
        await OnThreadsAsync(hosts.Length, i => ends[i] = hosts[i].CloseLog(isClean));
        return ends;
    }

    // The partitions of a topic that are not open yet, which are its last ones, in order.
    private IEnumerable<Opening> Missing(TopicImage topic, ClusterImage image)
    {
        TopicConfigView view = ConfigOf(image, topic.Name);
        LogConfig logConfig = LogConfigs.From(view, config);
        int minInSyncReplicas = (int)view.Number("min.insync.replicas");
        int present = Find(topic.Id)?.Count ?? 0;
        return topic.Partitions.Skip(present).Select(
            partition => new Opening(topic, partition, logConfig, minInSyncReplicas));
    }

    // Opening and closing wait for the disk: after an unclean stop for every byte since the recovery point, and then
    // for a sync. So several threads do it at once; each takes the next log, and the file system makes what they sync
    // durable together.
    private static Task OnThreadsAsync(int count, Action<int> work)
    {
        int next = -1;
        int threads = Math.Clamp(count / LogsOfThread, 1, MaxLogThreads);
        TaskCreationOptions kind = threads > 1 ? TaskCreationOptions.LongRunning : TaskCreationOptions.None;
        return Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    work(i);
                }
            },
            CancellationToken.None,
            kind,
            TaskScheduler.Default)));
    }

    private PartitionHost Open(Opening opening)
    {
        (TopicImage topic, PartitionImage partition) = (opening.Topic, opening.Partition);
        PartitionLog log = OpenLog(new TopicPartition(topic.Name, partition.Index), topic.Id, opening.Config);
        return new PartitionHost(
            shards.OwnerOf(topic.Id, partition.Index),
            topic.Name,
            partition,
            nodeId,
            log,
            opening.MinInSyncReplicas,
            syncer,
            config.SyncBeforeAcknowledge);
    }

    private TopicConfigView ConfigOf(ClusterImage image, string topic) =>
        TopicConfigView.Of(image, topic, new BrokerConfigView(image, nodeId, config));

    private async Task ReconfigureAsync(ClusterImage before, ClusterImage after, ClusterDelta delta)
    {
        IEnumerable<TopicPartitions> affected = delta.ChangesBrokerConfigs
            ? _byName.Values
            : delta.ConfiguredTopics.Select(Find).OfType<TopicPartitions>();
        foreach (TopicPartitions topic in affected)
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

    private async Task RemoveAsync(TopicImage topic)
    {
        if (!_byId.TryRemove(topic.Id, out TopicPartitions? partitions))
        {
            return;
        }

        _byName.TryRemove(KeyValuePair.Create(topic.Name, partitions));
        await Task.WhenAll(partitions.All.Select(host => host.Shard.AskAsync(host.Close)));
        lock (_logsGate)
        {
            logs.DeletePartitions(
                [.. partitions.All.Select(host => new TopicPartition(topic.Name, host.Index))], Guid.NewGuid());
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

    /// <summary>A log that is to be opened, and then its host.</summary>
    private sealed class Opening(
        TopicImage topic, PartitionImage partition, LogConfig config, int minInSyncReplicas)
    {
        internal TopicImage Topic => topic;

        internal PartitionImage Partition => partition;

        internal LogConfig Config => config;

        internal int MinInSyncReplicas => minInSyncReplicas;

        internal PartitionHost? Host { get; set; }
    }
}
