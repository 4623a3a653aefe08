using TypedStreams.Fuzz;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Damaged values end in the handler or in the dead letters, with words that name where they are.</summary>
[Collection(ServersCollection.Name)]
public class DamagedValueTests(TestServers servers)
{
    private const int Values = 1_100;
    private const int SchemaId = 5;

    private static readonly List<Line> Lines = [new("a", 1.5, new Guid(1, 2, 3, new byte[8])), new("é", -0.25, null)];
    private static readonly Dictionary<string, long> Counts = new() { ["x"] = 1, ["y"] = 1L << 40 };
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(9_000);

    [Fact]
    public Task Damaged_avro_values_are_handled_or_put_aside_with_their_place() => CheckAsync(
        new DamagedAvro("id", At, Lines, Counts, DayOfWeek.Friday, Lines[0]), frame: SchemaId, mostNamed: true);

    [Fact]
    public Task Damaged_protobuf_values_are_handled_or_put_aside_with_their_place() => CheckAsync(
        new DamagedProtobuf("id", At, Lines, Counts, DayOfWeek.Friday, Lines[0]), frame: SchemaId + 1, mostNamed: true);

    [Fact]
    public Task Damaged_json_values_are_handled_or_put_aside_with_their_place() => CheckAsync(
        new DamagedJson("id", At, Lines, Counts, DayOfWeek.Friday, Lines[0]), frame: SchemaId, mostNamed: false);

    /// <param name="message">What is damaged.</param>
    /// <param name="frame">Bytes before the value, which stay whole.</param>
    /// <param name="mostNamed">False where random bytes are mostly no field of anything.</param>
    private async Task CheckAsync<T>(T message, int frame, bool mostNamed)
        where T : IMessage<T>
    {
        await using var app = await TestApp.StartAsync(
            servers, TestApp.NewPrefix(), groups => groups.AddSurvivor(), null, ("Partitions", "1"));
        await app.Producer<T>().SendAsync(message);
        var whole = Convert.FromHexString(Assert.Single(await app.ReadAllAsync(T.Topic, Letter.Of)).Value!);
        await SendDamagedAsync(app, T.Topic, whole[..frame], whole[frame..]);
        await app.Producer<T>().SendAsync(message);

        var topic = app.Connection.Options.NamePrefix + T.Topic;
        var handled = new HashSet<long>();
        while (handled.Count == 0 || handled.Max() <= Values)
        {
            var received = await app.Inbox.NextAsync();
            Assert.Equal(topic, received.Context.Topic);
            handled.Add(received.Context.Offset);
        }

        await app.StopAsync();
        var dead = await app.ReadAllAsync(T.Topic + ".survivor.dead", Letter.Of);
        var named = 0;
        foreach (var letter in dead)
        {
            var offset = letter.Header(LetterHeaders.OriginOffset);
            var words = letter.Header(LetterHeaders.ErrorMessage)!;
            Assert.Equal("TypedStreams.MalformedDataException", letter.Header(LetterHeaders.ErrorType));
            Assert.StartsWith($"{topic}-0 offset {offset}: Malformed data at byte ", words, StringComparison.Ordinal);
            var isNamed = words.Contains(", in ", StringComparison.Ordinal);
            Assert.True(isNamed || words.EndsWith(", outside of every field.", StringComparison.Ordinal), words);
            named += isNamed ? 1 : 0;
            Assert.True(handled.Add(long.Parse(offset!, System.Globalization.CultureInfo.InvariantCulture)), words);
        }

        // Every record once: the whole ones at both ends, and all between them.
        Assert.Equal(Enumerable.Range(0, Values + 2).Select(offset => (long)offset), handled.Order());
        Assert.InRange(dead.Count, Values / 4, Values - 1);
        Assert.InRange(named, mostNamed ? dead.Count * 3 / 4 : dead.Count / 4, dead.Count);
    }

    private static async Task SendDamagedAsync(TestApp app, string topic, byte[] frame, byte[] value)
    {
        var random = new Random(11);
        var kafka = await app.Connection.GetKafkaAsync();
        await using var producer = kafka.CreateProducer();
        var sends = new List<Task>();
        for (var i = 0; i < Values; i++)
        {
            // One in eight is random bytes.
            byte[] bytes = i % 8 == 7 ? new byte[random.Next(value.Length)] : [.. value];
            if (i % 8 == 7)
            {
                random.NextBytes(bytes);
            }

            byte[] record = [.. frame, .. Mutation.Damage(random, bytes)];
            sends.Add(producer.SendAsync(
                app.Connection.Options.NamePrefix + topic,
                null,
                record,
                new Client.SendOptions { Partition = 0 }).AsTask());
        }

        await Task.WhenAll(sends);
    }
}
