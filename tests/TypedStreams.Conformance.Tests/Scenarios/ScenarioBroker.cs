// A broker for one column of results: ours or Apache Kafka, behind a proxy that loses the answer to the first produce
// of a client that calls itself "retry-...", and with the topics that all scenarios read.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using TypedStreams.Client;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Scenarios;

internal sealed class ScenarioBroker : IAsyncDisposable
{
    /// <summary>Record i of partition 0 was written i minutes after this time.</summary>
    internal static readonly DateTimeOffset FirstTime = DateTimeOffset.UnixEpoch.AddDays(20_000);

    internal const string Times = "times";
    internal const int TimesCount = 60;
    internal const string Compacted = "compacted";
    internal const string Narrow = "narrow";
    internal const int NarrowBytes = 50_000;

    // What is left of ten keys written ten times: the last of each, and the record that closed the segment.
    internal const int Keys = 10;
    internal const int CompactedCount = Keys + 1;

    private const short Produce = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Configs =
    [
        "num.partitions=3", "group.initial.rebalance.delay.ms=0", "log.cleaner.backoff.ms=200",
        "group.consumer.session.timeout.ms=4000", "group.consumer.min.session.timeout.ms=1000",
        "group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=100",
    ];

    private readonly ConcurrentDictionary<string, bool> _lost = [];
    private readonly DataDirectory _data = new();
    private readonly FaultyProxy _proxy = new();
    private IAsyncDisposable? _process;

    private ScenarioBroker(bool isKafka) => Name = isKafka ? "Apache Kafka 4.4.0" : "TypedStreams";

    internal string Name { get; }

    internal string Bootstrap => _proxy.Bootstrap;

    internal KafkaClientOptions Options => new() { BootstrapServers = Bootstrap };

    internal static async Task<ScenarioBroker> StartAsync(bool isKafka)
    {
        var broker = new ScenarioBroker(isKafka);
        broker._proxy.Decide = broker.Decide;
        broker._proxy.Start(isKafka ? await broker.StartKafkaAsync() : await broker.StartOursAsync());
        await using var client = await TypedStreams.Client.KafkaClient.ConnectAsync(broker.Options);
        await PrepareAsync(client);
        return broker;
    }

    /// <summary>True when this client's produce was stored and its answer was lost.</summary>
    internal bool LostAnswerOf(string clientId) => _lost.ContainsKey(clientId);

    internal async Task CreateTopicAsync(
        string topic, int partitions, IReadOnlyDictionary<string, string>? configs = null)
    {
        await using var client = await TypedStreams.Client.KafkaClient.ConnectAsync(Options);
        await CreateAsync(client, topic, partitions, configs);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Dispose();
    }

    private static Task CreateAsync(
        TypedStreams.Client.KafkaClient client,
        string topic,
        int partitions,
        IReadOnlyDictionary<string, string>? configs = null) => client.Admin.CreateTopicAsync(
        new TopicSpec(topic) { Partitions = partitions, Configs = configs });

    private static async Task PrepareAsync(TypedStreams.Client.KafkaClient client)
    {
        await CreateAsync(
            client, Narrow, 1, new Dictionary<string, string> { ["max.message.bytes"] = $"{NarrowBytes}" });
        await CreateAsync(client, Times, 1, new Dictionary<string, string> { ["retention.ms"] = "-1" });
        await CreateAsync(client, Compacted, 1, new Dictionary<string, string>
        {
            ["cleanup.policy"] = "compact",
            ["min.cleanable.dirty.ratio"] = "0.01",
            ["segment.ms"] = "600000",
        });
        await using var producer = client.CreateProducer(new KafkaProducerOptions());
        for (int i = 0; i < TimesCount; i++)
        {
            await producer.SendAsync(Times, null, Bytes($"{i}"), At(FirstTime.AddMinutes(i)));
        }

        for (int i = 0; i < Keys * Keys; i++)
        {
            await producer.SendAsync(Compacted, Bytes($"key {i % Keys}"), Bytes($"{i}"), At(FirstTime));
        }

        // A day later: the segment before it is closed by it, and may be compacted.
        await producer.SendAsync(Compacted, Bytes("closing"), Bytes("closing"), At(FirstTime.AddDays(1)));
        await UntilCompactedAsync(client);
    }

    private static async Task UntilCompactedAsync(TypedStreams.Client.KafkaClient client)
    {
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < Patience)
        {
            await using var consumer = client.CreateConsumer(new KafkaConsumerOptions());
            consumer.Assign(new TopicPartitionOffset(Compacted, 0, 0));
            using var batch = await consumer.ReceiveAsync()
                ?? throw new InvalidOperationException("The consumer closed itself.");
            foreach (var record in batch)
            {
                if (record.Offset > 0)
                {
                    return;
                }

                break;
            }
        }

        Assert.Fail($"The topic was not compacted in {Patience}.");
    }

    private static TypedStreams.Client.SendOptions At(DateTimeOffset time) => new() { Partition = 0, Timestamp = time };

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private async Task<IPEndPoint> StartOursAsync()
    {
        var server = await ServerProcess.StartAsync(
            new ServerSettings(_data.Path) { Configs = Configs, Advertised = _proxy.Bootstrap });
        _process = server;
        return server.Kafka;
    }

    private async Task<IPEndPoint> StartKafkaAsync()
    {
        var kafka = await ApacheKafka.StartAsync(
            _data.Path, [.. Configs, $"advertised.listeners=PLAINTEXT://{_proxy.Bootstrap}"]);
        _process = kafka;
        return IPEndPoint.Parse(kafka.Bootstrap);
    }

    private Disturbance Decide(ProxiedRequest request)
    {
        bool loses = request.ApiKey == Produce && request.ClientId.StartsWith("retry-", StringComparison.Ordinal)
            && _lost.TryAdd(request.ClientId, true);
        return new Disturbance(loses ? RequestFate.LosesItsAnswer : RequestFate.Passes, TimeSpan.Zero);
    }
}
