// What keeps readers and groups waiting: transactions that are not at an end, as coordinators and as leaders see them.
// A run that stands still prints it.
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Pipelines;

internal static class OpenTransactions
{
    internal static async Task<string> DescribeAsync(string bootstrap, IEnumerable<string> topics)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrap }, patience.Token);
        var lines = new List<string>();
        foreach (var listed in await client.Admin.ListTransactionsAsync(ct: patience.Token))
        {
            lines.Add($"coordinator: {listed.TransactionalId}, producer {listed.ProducerId}: {listed.State}");
        }

        // A run that failed early has no offsets topic yet, and what it failed of is to be told, not this.
        HashSet<string> told = [.. topics, "__consumer_offsets"];
        var described = await client.Admin.DescribeTopicsAsync(ct: patience.Token);
        foreach (var topic in described.Where(topic => told.Contains(topic.Name)))
        {
            for (var i = 0; i < topic.Partitions.Count; i++)
            {
                var partition = new TopicPartition(topic.Name, i);
                var producers = await client.Admin.DescribeProducersAsync(partition, patience.Token);
                lines.AddRange(producers.Where(producer => producer.TransactionStartOffset >= 0)
                    .Select(producer => $"leader of {partition}: {producer}"));
            }
        }

        return string.Join('\n', lines);
    }
}
