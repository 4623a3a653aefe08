using TypedStreams.Broker.Core.Configs;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

/// <summary>From a topic's configuration to the settings of its logs.</summary>
internal static class LogConfigs
{
    internal static LogConfig From(TopicConfigView topic, BrokerConfig broker) => new()
    {
        SegmentBytes = (int)topic.Number("segment.bytes"),
        SegmentMs = topic.Number("segment.ms"),
        SegmentIndexBytes = (int)topic.Number("segment.index.bytes"),
        IndexIntervalBytes = (int)topic.Number("index.interval.bytes"),
        MaxMessageBytes = (int)topic.Number("max.message.bytes"),
        RetentionMs = topic.Number("retention.ms"),
        RetentionBytes = topic.Number("retention.bytes"),
        TimestampType = topic.Text("message.timestamp.type") == nameof(TimestampType.LogAppendTime)
            ? TimestampType.LogAppendTime
            : TimestampType.CreateTime,
        TimestampBeforeMaxMs = topic.Number("message.timestamp.before.max.ms"),
        TimestampAfterMaxMs = topic.Number("message.timestamp.after.max.ms"),
        IsCompacted = topic.Lists("cleanup.policy", "compact"),
        DeletesOldSegments = topic.Lists("cleanup.policy", "delete"),
        MinCleanableDirtyRatio = topic.Fraction("min.cleanable.dirty.ratio"),
        MinCompactionLagMs = topic.Number("min.compaction.lag.ms"),
        MaxCompactionLagMs = topic.Number("max.compaction.lag.ms"),
        DeleteRetentionMs = topic.Number("delete.retention.ms"),
        ProducerIdExpirationMs = broker.ProducerIdExpirationMs,
    };
}
