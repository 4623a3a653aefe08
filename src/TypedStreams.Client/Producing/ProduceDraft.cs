using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>The batches of one Produce request.</summary>
internal sealed class ProduceDraft
{
    private readonly Dictionary<string, ProduceRequest.TopicProduceData> _topics = new(StringComparer.Ordinal);

    public List<(PartitionAccumulator Partition, ProducerBatch Batch)> Batches { get; } = [];

    public int Bytes { get; private set; }

    public void Add(PartitionAccumulator partition, ProducerBatch batch)
    {
        Batches.Add((partition, batch));
        Bytes += batch.Bytes.Length;
        string name = partition.Partition.Topic;
        if (!_topics.TryGetValue(name, out ProduceRequest.TopicProduceData? topic))
            _topics[name] = topic = new ProduceRequest.TopicProduceData { Name = name };

        topic.PartitionData.Add(new ProduceRequest.PartitionProduceData
        {
            Index = partition.Partition.Partition,
            Records = new RecordsPayload(batch.Bytes),
        });
    }

    public ProduceRequest ToRequest(KafkaProducerOptions options, TimeSpan timeout) => new()
    {
        TransactionalId = options.TransactionalId,
        Acks = (short)options.Acks,
        TimeoutMs = (int)timeout.TotalMilliseconds,
        TopicData = [.. _topics.Values],
    };
}
