// The registry on a real broker in this process.
using TypedStreams.Broker.Hosting;
using TypedStreams.Client;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry.Tests;

public sealed class KafkaSchemaLogTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("registry-");

    [Fact]
    public async Task Restarted_node_keeps_every_schema()
    {
        await RunAsync(async client =>
        {
            Assert.Contains("\"id\":1,\"version\":1", await RegisterAsync(client, "a", "\"int\""));
            Assert.Contains("\"id\":2,\"version\":1", await RegisterAsync(client, "b", "\"long\""));
            Assert.Equal("[1]", await DeleteAsync(client, "subjects/b"));
            Assert.Equal("[1]", await DeleteAsync(client, "subjects/b?permanent=true"));
            Assert.Equal("""["a"]""", await client.GetStringAsync("subjects?deleted=true"));
        });

        await RunAsync(async client =>
        {
            Assert.Equal("""["a"]""", await client.GetStringAsync("subjects?deleted=true"));
            Assert.Equal("\"int\"", await client.GetStringAsync("schemas/ids/1/schema"));
            Assert.Contains("\"id\":3,\"version\":1", await RegisterAsync(client, "b", "\"long\""));
        });
    }

    [Fact]
    public async Task Killed_node_keeps_every_acknowledged_schema()
    {
        await RunAsync(
            async client =>
            {
                for (int i = 1; i <= 20; i++)
                {
                    Assert.Contains($"\"id\":{i},", await RegisterAsync(client, $"s{i}", TestRegistry.Record($"R{i}")));
                }
            },
            isKilled: true);

        await RunAsync(async client =>
        {
            for (int i = 1; i <= 20; i++)
            {
                Assert.Equal(TestRegistry.Record($"R{i}"), await client.GetStringAsync($"schemas/ids/{i}/schema"));
            }
        });
    }

    [Fact]
    public async Task Topic_is_created_compacted_with_one_partition()
    {
        await using BrokerNode broker = await BrokerNode.StartAsync(new BrokerOptions());
        await using RegistryServer registry = await StartAsync(broker);
        await registry.Ready;

        await using KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = broker.BootstrapServers });

        TopicDescription topic = (await client.Admin.DescribeTopicsAsync(["_schemas"]))[0];
        Assert.Single(topic.Partitions);
    }

    [Fact]
    public async Task Topic_with_two_partitions_is_refused()
    {
        await using BrokerNode broker = await BrokerNode.StartAsync(new BrokerOptions());
        await using KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = broker.BootstrapServers });
        await client.Admin.CreateTopicAsync(new TopicSpec("_schemas") { Partitions = 2, ReplicationFactor = 1 });

        await using RegistryServer registry = await StartAsync(broker);

        var refused = await Assert.ThrowsAsync<SchemaLogException>(() => registry.Ready);
        Assert.Contains("2 partitions", refused.Message);
    }

    [Fact]
    public async Task Second_writer_is_noticed_and_the_retry_is_decided_on_what_the_log_holds()
    {
        await using BrokerNode broker = await BrokerNode.StartAsync(new BrokerOptions());
        await using RegistryServer registry = await StartAsync(broker);
        await using RegistryServer second = await StartAsync(broker);
        using var client = new HttpClient { BaseAddress = registry.BaseAddress };
        using var other = new HttpClient { BaseAddress = second.BaseAddress };

        var ids = new Dictionary<string, string>();
        for (int i = 0; i < 10; i++)
        {
            foreach (HttpClient writer in new[] { client, other })
            {
                string schema = TestRegistry.Record($"R{ids.Count}");
                string answer = await RegisterAsync(writer, $"s{ids.Count}", schema);
                if (answer.Contains("50001"))
                {
                    answer = await RegisterAsync(writer, $"s{ids.Count}", schema);
                }

                ids.Add(answer[..answer.IndexOf(',')], schema);
            }
        }

        Assert.Equal(20, ids.Count);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task RunAsync(Func<HttpClient, Task> use, bool isKilled = false)
    {
        BrokerNode broker = await BrokerNode.StartAsync(new BrokerOptions { DataDirectory = _directory.FullName });
        RegistryServer registry = await StartAsync(broker);
        try
        {
            using var client = new HttpClient { BaseAddress = registry.BaseAddress };
            await use(client);
        }
        finally
        {
            if (isKilled)
            {
                await broker.KillAsync();
            }

            await registry.DisposeAsync();
            await broker.DisposeAsync();
        }
    }

    private static Task<RegistryServer> StartAsync(BrokerNode broker) =>
        RegistryServer.StartAsync(new RegistryOptions { BootstrapServers = broker.BootstrapServers });

    private static async Task<string> DeleteAsync(HttpClient client, string path) =>
        await (await client.DeleteAsync(path)).Content.ReadAsStringAsync();

    private static async Task<string> RegisterAsync(HttpClient client, string subject, string schema)
    {
        using var content = new StringContent(TestRegistry.Body(schema), null, TestRegistry.V1);
        HttpResponseMessage answer = await client.PostAsync($"subjects/{subject}/versions", content);
        return await answer.Content.ReadAsStringAsync();
    }
}
