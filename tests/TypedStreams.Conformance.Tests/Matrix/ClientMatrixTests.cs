// Every client writes with every compression it has; every client reads what all of them wrote, to the last byte, as a
// consumer group that commits, and goes on from there.
using System.Buffers.Binary;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Protocol.Records;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Matrix;

public sealed class ClientMatrixTests(ClientMatrix matrix) : IClassFixture<ClientMatrix>
{
    public static TheoryData<string> Clients { get; } = [.. AllClients.Available.Select(client => client.Name)];

    [ToolTheory(Tool.Librdkafka)]
    [MemberData(nameof(Clients))]
    public async Task Writer_with_every_compression_it_has_is_stored_as_it_compressed(string name)
    {
        var client = AllClients.Named(name);
        Tools.Require(client.Tools);

        await matrix.WriteAsync(client);

        foreach (var codec in client.Codecs)
        {
            var topic = ClientMatrix.TopicOf(client, codec);
            var stored = Enumerable.Range(0, SampleRecords.Partitions).SelectMany(p => StoredCodecs($"{topic}-{p}"));
            Assert.Equal(codec, stored.Max().ToString(), ignoreCase: true);
        }
    }

    [ToolTheory(Tool.Librdkafka)]
    [MemberData(nameof(Clients))]
    public async Task Reader_gets_the_very_bytes_of_every_writer_and_goes_on_after_its_commit(string name)
    {
        var client = AllClients.Named(name);
        Tools.Require(client.Tools);
        var written = await matrix.WrittenInAsync(client.ReadCodecs);
        var markers = $"{name}-markers";
        await matrix.CreateTopicAsync(markers, SampleRecords.Partitions);
        await client.ProduceAsync(matrix.Bootstrap, markers, "none", SampleRecords.Markers("first"));
        string[] topics = [.. written.Keys, markers];
        var count = written.Values.Sum(records => records.Count) + SampleRecords.Partitions;

        var read = await client.ConsumeAsync(matrix.Bootstrap, topics, $"{name}-group", count);
        await client.ProduceAsync(matrix.Bootstrap, markers, "none", SampleRecords.Markers("second"));
        var next = await client.ConsumeAsync(matrix.Bootstrap, topics, $"{name}-group", SampleRecords.Partitions);

        foreach (var (topic, records) in written)
        {
            AssertSame(topic, records, [.. read.Where(record => record.Topic == topic)]);
        }

        // Nothing but what came after the commit: had an offset been lost, older records would come first.
        Assert.All(next, record => Assert.Equal((markers, 1), (record.Topic, record.Offset)));
        AssertSame(markers, SampleRecords.Markers("second"), next);
    }

    private static void AssertSame(string topic, IReadOnlyList<ClientRecord> written, IReadOnlyList<ClientRecord> read)
    {
        for (var partition = 0; partition < SampleRecords.Partitions; partition++)
        {
            var expected = written.Where(record => record.Partition == partition).Select(record => record.Content);
            var actual = read.Where(record => record.Partition == partition).ToList();
            Assert.True(
                expected.SequenceEqual(actual.Select(record => record.Content)),
                $"{topic}-{partition} came as\n{string.Join('\n', actual.Select(Short))}");
            Assert.Equal(actual.Select(record => record.Offset).Order(), actual.Select(record => record.Offset));
        }
    }

    private static string Short(ClientRecord record) =>
        $"{record.Offset} {(record.Content.Length > 200 ? record.Content[..200] + "..." : record.Content)}";

    // The compression of every stored batch, from its attributes.
    private List<CompressionType> StoredCodecs(string partition)
    {
        var codecs = new List<CompressionType>();
        foreach (var file in Directory.GetFiles(Path.Combine(matrix.LogDirectory, partition), "*.log"))
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
            while (rest.Length > 23 && rest[16] == 2)
            {
                codecs.Add((CompressionType)(rest[22] & 7));
                rest = rest[(12 + BinaryPrimitives.ReadInt32BigEndian(rest[8..]))..];
            }
        }

        return codecs;
    }
}
