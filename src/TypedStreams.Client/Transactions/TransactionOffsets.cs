using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Offsets of a transaction on the wire.</summary>
internal static class TransactionOffsets
{
    public static TxnOffsetCommitRequest Request(
        string transactionalId,
        ProducerIdentity producer,
        IReadOnlyCollection<TopicPartitionOffset> offsets,
        ConsumerGroupMetadata group) => new()
        {
            TransactionalId = transactionalId,
            ProducerId = producer.Id,
            ProducerEpoch = producer.Epoch,
            GroupId = group.GroupId,
            GenerationIdOrMemberEpoch = group.Generation,
            MemberId = group.MemberId,
            GroupInstanceId = group.InstanceId,
            Topics = [.. offsets.GroupBy(place => place.Topic).Select(topic =>
                new TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(place =>
                        new TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition
                        {
                            PartitionIndex = place.Partition,
                            CommittedOffset = place.Offset,
                        })],
                })],
        };
}
