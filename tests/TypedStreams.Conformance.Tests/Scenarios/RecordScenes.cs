// What a client writes and reads as one among others: order and commits, headers, tombstones, large records, a topic
// that was compacted, a record that is too large, and a produce whose answer was lost.
using System.Globalization;
using System.Text;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Protocol;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal static class RecordScenes
{
    private const int Plain = 600;
    private const int Partitions = 4;
    private const int LargeBytes = 900_000;
    private const int Retried = 60;

    // As the clients name the broker's error.
    private static readonly string[] TooLarge =
        ["messagesizetoolarge", "msgsizetoolarge", "messagetoolarge", "recordtoolarge", "largerthanthemaxmessagesize"];

    internal static async Task<IReadOnlyList<string>> RoundTripAsync(ScenarioBroker broker, KafkaClient client)
    {
        string topic = $"round-{client.Name}", group = $"{topic}-group";
        await broker.CreateTopicAsync(topic, Partitions);
        IReadOnlyList<ClientRecord> written = [.. PlainRecords(), .. Headers(), .. Tombstones(), .. Large()];

        await client.ProduceAsync(broker.Bootstrap, topic, "none", written);
        var read = await client.ConsumeAsync(broker.Bootstrap, [topic], group, written.Count);

        long committed = await CommittedAsync(broker, topic, group);
        return
        [
            $"{Same(written, read, 0)}; committed {committed} of {written.Count}",
            Same(written, read, 1), Same(written, read, 2), Same(written, read, 3),
        ];
    }

    internal static async Task<IReadOnlyList<string>> CompactedAsync(ScenarioBroker broker, KafkaClient client)
    {
        var read = await client.ConsumeAsync(
            broker.Bootstrap, [ScenarioBroker.Compacted], $"compacted-{client.Name}", ScenarioBroker.CompactedCount);
        return [$"reads {string.Join(' ', read.Select(record => $"{record.Offset}={Text(record.Value)}"))}"];
    }

    internal static async Task<IReadOnlyList<string>> TooLargeAsync(ScenarioBroker broker, KafkaClient client)
    {
        var record = new ClientRecord { Value = Hex(Noise(2 * ScenarioBroker.NarrowBytes)) };
        string outcome;
        try
        {
            await client.ProduceAsync(broker.Bootstrap, ScenarioBroker.Narrow, "none", [record]);
            outcome = "was told that it is stored";
        }
        catch (Exception refused)
        {
            outcome = IsTooLarge(refused.ToString()) ? "is told that it is too large" : $"fails: {refused.Message}";
        }

        return [outcome];
    }

    internal static async Task<IReadOnlyList<string>> RetriedAsync(ScenarioBroker broker, KafkaClient client)
    {
        string topic = $"retried-{client.Name}", clientId = $"retry-{client.Name}";
        await broker.CreateTopicAsync(topic, 1);
        ClientRecord[] written =
            [.. Enumerable.Range(0, Retried).Select(i => new ClientRecord { Value = Hex(Utf8($"{i}")) })];

        await client.ProduceAsync(broker.Bootstrap, topic, "none", written, clientId);

        var read = await new TypedStreamsClient().ConsumeAsync(broker.Bootstrap, [topic], topic, Retried);
        await using var looker = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        var partition = new TopicPartition(topic, 0);
        var ends = await looker.Admin.ListOffsetsAsync([partition], timestamp: -1);
        string lost = broker.LostAnswerOf(clientId) ? "an answer was lost" : "no answer was lost";
        return [$"{lost}; {ends[partition].Offset} stored; {Same(written, read, 0)}"];
    }

    private static async Task<long> CommittedAsync(ScenarioBroker broker, string topic, string group)
    {
        await using var looker = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        var offsets = await looker.Admin.ListGroupOffsetsAsync(group);
        return offsets.Where(entry => entry.Key.Topic == topic).Sum(entry => entry.Value.Offset);
    }

    // By partition, in order, to the byte.
    private static string Same(IReadOnlyList<ClientRecord> written, IReadOnlyList<ClientRecord> read, int partition)
    {
        var expected = written.Where(record => record.Partition == partition).Select(record => record.Content).ToList();
        var actual = read.Where(record => record.Partition == partition).Select(record => record.Content).ToList();
        int same = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        string extra = actual.Count > expected.Count ? $" and {actual.Count - expected.Count} more" : "";
        return $"read {same} of {expected.Count} in order{extra}";
    }

    private static bool IsTooLarge(string refusal) =>
        TooLarge.Any(name => Letters(refusal).Contains(name, StringComparison.Ordinal));

    private static string Letters(string text) =>
        string.Concat(text.Where(char.IsLetter)).ToLower(CultureInfo.InvariantCulture);

    private static IEnumerable<ClientRecord> PlainRecords() => Enumerable.Range(0, Plain)
        .Select(i => new ClientRecord { Key = Hex(Utf8($"key {i % 7}")), Value = Hex(Utf8($"value {i}")) });

    private static IEnumerable<ClientRecord> Headers() =>
    [
        new() { Partition = 1, Value = "00", Headers = [["trace", Hex(Utf8("abc"))], ["name", Hex(Utf8("Zoë"))]] },
        new() { Partition = 1, Value = "01", Headers = [["one", Hex(Utf8("1"))]] },
        new() { Partition = 1, Value = "02" },
    ];

    private static IEnumerable<ClientRecord> Tombstones() =>
    [
        new() { Partition = 2, Key = Hex(Utf8("key")), Value = null },
        new() { Partition = 2, Key = Hex(Utf8("key")), Value = "" },
        new() { Partition = 2, Key = null, Value = Hex(Utf8("no key")) },
        new() { Partition = 2, Key = Hex(Utf8("again")), Value = null },
    ];

    // One only: two clients send all records of a partition as one batch.
    private static IEnumerable<ClientRecord> Large() =>
        [new() { Partition = 3, Key = "6b", Value = Hex(Noise(LargeBytes)) }];

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Text(string? hex) =>
        hex is null ? "null" : Encoding.UTF8.GetString(Convert.FromHexString(hex));
}
