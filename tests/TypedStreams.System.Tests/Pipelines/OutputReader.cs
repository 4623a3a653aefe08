// A reader of committed records over all output topics, from their beginning: one that is there all the time, and
// another one afterwards. Keeps what it saw. One task reads; others ask how far it is.
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class OutputReader : IAsyncDisposable
{
    internal const string Name = "reader";
    private const int MostWrongs = 10;

    private readonly Dictionary<string, OutputTopic> _topics = OutputTopic.All.ToDictionary(topic => topic.Name);
    private readonly Dictionary<string, bool[]> _known;
    private readonly KafkaConsumer _consumer;
    private readonly TopicPartition[] _partitions;
    private long _distinct;

    internal OutputReader(KafkaClient client, int partitions, long inputs)
    {
        _known = OutputTopic.All.ToDictionary(topic => topic.Name, _ => new bool[inputs]);
        _partitions =
        [
            .. from topic in OutputTopic.All
               from partition in Enumerable.Range(0, partitions)
               select new TopicPartition(topic.Name, partition),
        ];
        Seen = _partitions.ToDictionary(partition => partition, _ => new List<OutputRecord>());
        Total = OutputTopic.All.Count * inputs;
        _consumer = client.CreateConsumer(new KafkaConsumerOptions());
        _consumer.Assign([.. _partitions.Select(partition => new TopicPartitionOffset(
            partition.Topic, partition.Partition, TopicPartitionOffset.Beginning))]);
    }

    /// <summary>What it saw, in the order in which it saw it.</summary>
    internal IReadOnlyDictionary<TopicPartition, List<OutputRecord>> Seen { get; }

    /// <summary>Values that are not what they should be.</summary>
    internal List<string> Wrongs { get; } = [];

    /// <summary>The amounts of all messages of a topic.</summary>
    internal Dictionary<string, long> Amounts { get; } = OutputTopic.All.ToDictionary(topic => topic.Name, _ => 0L);

    /// <summary>How many outputs there will be.</summary>
    internal long Total { get; }

    /// <summary>How many of them it has seen.</summary>
    internal long Distinct => Interlocked.Read(ref _distinct);

    /// <summary>Reads until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _consumer.ReceiveAsync(cancellationToken) is { } batch)
            {
                using (batch)
                {
                    See(batch);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Enough.
        }
    }

    /// <summary>Waits until nothing is left to read.</summary>
    internal async Task ComesToTheEndAsync(CancellationToken cancellationToken)
    {
        await Wait.UntilAsync(
            () => _partitions.All(partition => _consumer.Lag(partition) == 0), cancellationToken);
    }

    public ValueTask DisposeAsync() => _consumer.DisposeAsync();

    private void See(ConsumedBatch batch)
    {
        var topic = _topics[batch.Partition.Topic];
        var known = _known[topic.Name];
        var seen = Seen[batch.Partition];
        var distinct = 0;
        var amounts = 0L;
        foreach (var record in batch)
        {
            var output = topic.Read(record.Value!.Value.Span);
            seen.Add(new OutputRecord(record.Offset, output.Id, output.Call));
            amounts += output.Amount;
            if (!output.IsRight && Wrongs.Count < MostWrongs)
            {
                Wrongs.Add($"{batch.Partition}@{record.Offset}: {output}");
            }

            if (!known[output.Id])
            {
                known[output.Id] = true;
                distinct++;
            }
        }

        Amounts[topic.Name] += amounts;
        Interlocked.Add(ref _distinct, distinct);
    }
}
