using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.ProduceRequest;

namespace TypedStreams.Broker.Tests;

/// <summary>Starts brokers for tests and speaks to them in whole steps.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly string? _folder;
    private BrokerNode? _node;

    internal BrokerFixture(bool onDisk = false) =>
        _folder = onDisk ? Directory.CreateTempSubdirectory("tstreams-test-").FullName : null;

    internal BrokerNode Node => _node!;

    /// <summary>The data directory of a broker on disk.</summary>
    internal string Folder => _folder!;

    /// <summary>The broker's clock; it stands at the time of <see cref="Batch"/>'s records.</summary>
    internal VirtualClock? Clock { get; init; }

    internal async Task<WireClient> StartAsync(params (string Name, string Value)[] settings)
    {
        _node = await BrokerNode.StartAsync(new BrokerOptions
        {
            DataDirectory = _folder,
            Time = Clock ?? TimeProvider.System,
            Config = BrokerConfig.From(settings.Select(set => KeyValuePair.Create(set.Name, set.Value))),
        });
        return await ConnectAsync();
    }

    internal Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Node.EndPoint);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>One batch of records with these values; with a producer id it is idempotent.</summary>
    internal static byte[] Batch(string[] values, long producerId = -1, int sequence = -1, short epoch = 0)
    {
        using var builder = new RecordBatchBuilder();
        foreach (string value in values)
        {
            builder.Append(timestampMs: 1_000, "key"u8, System.Text.Encoding.UTF8.GetBytes(value));
        }

        return builder.Build(new RecordBatchOptions
        {
            ProducerId = producerId,
            ProducerEpoch = producerId < 0 ? (short)-1 : epoch,
            BaseSequence = sequence,
        }).ToArray();
    }

    internal static ProduceRequest Produce(string topic, byte[] batch, short acks = -1) => new()
    {
        Acks = acks,
        TimeoutMs = 30_000,
        TopicData =
        [
            new TopicProduceData
            {
                Name = topic,
                PartitionData = [new PartitionProduceData { Index = 0, Records = new RecordsPayload(batch) }],
            },
        ],
    };

    internal static async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(
        WireClient client, string topic, byte[] batch)
    {
        var response = await client.AskAsync<ProduceRequest, ProduceResponse>(Produce(topic, batch), version: 9);
        return response.Responses[0].PartitionResponses[0];
    }

    internal static FetchRequest Fetch(
        string topic, long offset, int minBytes = 1, int maxWaitMs = 0, int maxBytes = 1 << 20) => new()
        {
            MaxWaitMs = maxWaitMs,
            MinBytes = minBytes,
            MaxBytes = maxBytes,
            Topics =
            [
                new FetchTopic
                {
                    Topic = topic,
                    Partitions = [new FetchPartition { Partition = 0,
                        FetchOffset = offset, PartitionMaxBytes = maxBytes }],
                },
            ],
        };

    internal static async Task<FetchResponse.PartitionData> FetchAsync(WireClient client, FetchRequest request)
    {
        var response = await client.AskAsync<FetchRequest, FetchResponse>(request, version: 12);
        return response.Responses[0].Partitions[0];
    }

    /// <summary>The values in fetched batches.</summary>
    internal static List<string> Values(FetchResponse.PartitionData partition)
    {
        List<string> values = [];
        using var scratch = new PooledBuffer();
        foreach (RecordBatch batch in new RecordBatchReader(partition.Records.Bytes))
        {
            RecordReader records = batch.ReadRecords(scratch, maxBytes: 1 << 20);
            while (records.MoveNext())
            {
                values.Add(System.Text.Encoding.UTF8.GetString(records.Value));
            }
        }

        return values;
    }

    internal static async Task<ErrorCode> CreateTopicAsync(
        WireClient client, string topic, int partitions = 1, params (string Name, string Value)[] configs)
    {
        var request = new CreateTopicsRequest
        {
            Topics =
            [
                new CreateTopicsRequest.CreatableTopic
                {
                    Name = topic,
                    NumPartitions = partitions,
                    ReplicationFactor = 1,
                    Configs = [.. configs.Select(
                        set => new CreateTopicsRequest.CreatableTopicConfig { Name = set.Name, Value = set.Value })],
                },
            ],
        };
        var response = await client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, version: 7);
        return response.Topics[0].ErrorCode;
    }
}
