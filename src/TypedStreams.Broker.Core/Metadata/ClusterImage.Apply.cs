// Replay of the metadata log: one record, one new image.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.RegisterBrokerRecord;

namespace TypedStreams.Broker.Core.Metadata;

public sealed partial record ClusterImage
{
    /// <summary>
    /// The image after one more record. A record of a kind that this version has no use for changes nothing but the
    /// offset, as an older broker must be able to follow a newer log.
    /// </summary>
    /// <param name="record">A metadata record, as <see cref="MetadataRecords.Decode"/> gives it.</param>
    /// <param name="offset">The record's offset in the metadata log.</param>
    public ClusterImage Apply(object record, long offset)
    {
        ClusterImage next = record switch
        {
            TopicRecord topic => ApplyTopic(topic),
            PartitionRecord partition => ApplyPartition(partition),
            PartitionChangeRecord change => ApplyPartitionChange(change),
            RemoveTopicRecord removed => ApplyRemoval(removed),
            ConfigRecord config => ApplyConfig(config),
            FeatureLevelRecord feature => ApplyFeature(feature),
            ClientQuotaRecord quota => ApplyQuota(quota),
            ProducerIdsRecord producerIds => this with { NextProducerId = producerIds.NextProducerId },
            RegisterBrokerRecord broker => ApplyBroker(broker, offset),
            UnregisterBrokerRecord broker => this with { Brokers = Brokers.Remove(broker.BrokerId) },
            _ => this,
        };
        return next with { EndOffset = offset + 1 };
    }

    private ClusterImage ApplyTopic(TopicRecord record)
    {
        Invariant.Require(!Topics.ContainsKey(record.Name), "A topic record names a topic that exists.");
        return this with
        {
            Topics = Topics.Add(record.Name, new TopicImage(record.Name, record.TopicId, [])),
            TopicNames = TopicNames.Add(record.TopicId, record.Name),
            DottedNames = IsDotted(record.Name)
                ? DottedNames.SetItem(record.Name.Replace('.', '_'), record.Name)
                : DottedNames,
        };
    }

    private static bool IsDotted(string name) => name.AsSpan().ContainsAny('.', '_');

    private ClusterImage ApplyPartition(PartitionRecord record)
    {
        TopicImage topic = RequireTopic(record.TopicId);
        Invariant.Require(record.PartitionId == topic.Partitions.Length, "Partition records come in order of index.");
        var partition = new PartitionImage(
            record.PartitionId, [.. record.Replicas], [.. record.Isr], record.Leader, record.LeaderEpoch,
            record.PartitionEpoch);
        return With(topic with { Partitions = topic.Partitions.Add(partition) });
    }

    private ClusterImage ApplyPartitionChange(PartitionChangeRecord record)
    {
        // A leader of -2 means "as before"; any other leader, even the same one, begins a new epoch.
        const int UnchangedLeader = -2;
        TopicImage topic = RequireTopic(record.TopicId);
        PartitionImage before = topic.Partitions[record.PartitionId];
        bool led = record.Leader != UnchangedLeader;
        PartitionImage after = before with
        {
            Isr = record.Isr is null ? before.Isr : [.. record.Isr],
            Replicas = record.Replicas is null ? before.Replicas : [.. record.Replicas],
            Leader = led ? record.Leader : before.Leader,
            LeaderEpoch = before.LeaderEpoch + (led ? 1 : 0),
            PartitionEpoch = before.PartitionEpoch + 1,
        };
        return With(topic with { Partitions = topic.Partitions.SetItem(record.PartitionId, after) });
    }

    private ClusterImage ApplyRemoval(RemoveTopicRecord record)
    {
        TopicImage topic = RequireTopic(record.TopicId);
        return this with
        {
            Topics = Topics.Remove(topic.Name),
            TopicNames = TopicNames.Remove(topic.Id),
            DottedNames = IsDotted(topic.Name) ? DottedNames.Remove(topic.Name.Replace('.', '_')) : DottedNames,
            Configs = Configs.Remove(new ConfigResource(ConfigResourceType.Topic, topic.Name)),
        };
    }

    private ClusterImage ApplyConfig(ConfigRecord record)
    {
        var resource = new ConfigResource((ConfigResourceType)record.ResourceType, record.ResourceName);
        ImmutableSortedDictionary<string, string> values = ConfigsOf(resource);
        values = record.Value is null ? values.Remove(record.Name) : values.SetItem(record.Name, record.Value);
        return this with
        {
            Configs = values.IsEmpty ? Configs.Remove(resource) : Configs.SetItem(resource, values),
        };
    }

    private ClusterImage ApplyFeature(FeatureLevelRecord record) => this with
    {
        Features = Features.SetItem(record.Name, record.FeatureLevel),
    };

    private ClusterImage ApplyQuota(ClientQuotaRecord record)
    {
        var entity = default(QuotaEntity);
        foreach (ClientQuotaRecord.EntityData part in record.Entity)
        {
            entity = entity.With(part.EntityType, part.EntityName ?? QuotaEntity.Default);
        }

        return this with { Quotas = Quotas.With(entity, record.Key, record.Remove ? null : record.Value) };
    }

    private ClusterImage ApplyBroker(RegisterBrokerRecord record, long offset)
    {
        BrokerEndpoint? endpoint = record.EndPoints.Count > 0 ? record.EndPoints[0] : null;
        var broker = new BrokerImage(
            record.BrokerId, offset, endpoint?.Host ?? "", endpoint?.Port ?? 0, record.Rack);
        return this with { Brokers = Brokers.SetItem(record.BrokerId, broker) };
    }

    private ClusterImage With(TopicImage topic) => this with { Topics = Topics.SetItem(topic.Name, topic) };

    private TopicImage RequireTopic(Guid topicId)
    {
        TopicImage? topic = FindTopic(topicId);
        Invariant.Require(topic is not null, "A metadata record names a topic id that does not exist.");
        return topic!;
    }
}
