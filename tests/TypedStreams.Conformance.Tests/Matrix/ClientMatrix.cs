// What every client has written, once for all tests of the matrix: a topic for every client and compression.
// A client that cannot write fails its own test; the others are still judged.
using TypedStreams.Conformance.Tests.Clients;
using RecordsByTopic = System.Collections.Generic.IReadOnlyDictionary<
    string, System.Collections.Generic.IReadOnlyList<TypedStreams.Conformance.Tests.Clients.ClientRecord>>;

namespace TypedStreams.Conformance.Tests.Matrix;

public sealed class ClientMatrix : BrokerUnderTest
{
    private readonly Dictionary<KafkaClient, Task<RecordsByTopic>> _written = [];

    /// <summary>The topic that a client writes with a compression.</summary>
    public static string TopicOf(KafkaClient client, string codec) => $"{client.Name}-{codec}";

    /// <summary>
    /// Lets a client write with all its compressions, the first time; returns the records of each topic.
    /// </summary>
    public Task<RecordsByTopic> WriteAsync(KafkaClient client)
    {
        lock (_written)
        {
            return _written.TryGetValue(client, out var written) ? written : _written[client] = WriteAllAsync(client);
        }
    }

    /// <summary>
    /// The records of every topic, of all clients that could write, in a compression of <paramref name="codecs"/>.
    /// </summary>
    public async Task<RecordsByTopic> WrittenInAsync(IReadOnlyList<string> codecs)
    {
        var all = new Dictionary<string, IReadOnlyList<ClientRecord>>();
        foreach (var client in AllClients.Available)
        {
            var topics = WriteAsync(client);
            await ((Task)topics).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var codec in client.Codecs.Intersect(codecs).Where(_ => topics.IsCompletedSuccessfully))
            {
                all.Add(TopicOf(client, codec), (await topics)[TopicOf(client, codec)]);
            }
        }

        return all;
    }

    private async Task<RecordsByTopic> WriteAllAsync(KafkaClient client)
    {
        var written = new Dictionary<string, IReadOnlyList<ClientRecord>>();
        foreach (var codec in client.Codecs)
        {
            var topic = TopicOf(client, codec);
            var records = SampleRecords.Create(client.Name, codec);
            await CreateTopicAsync(topic, SampleRecords.Partitions);
            await client.ProduceAsync(Bootstrap, topic, codec, records);
            written.Add(topic, records);
        }

        return written;
    }
}
