// tstreams server: reads the options, starts a node, says so in one line, and stops on SIGTERM or when the node failed.
using System.CommandLine;
using System.Text.Json;
using TypedStreams.Broker.Core.Configs;

namespace TypedStreams.Server.Serving;

internal static class ServerCommand
{
    private static readonly Option<DirectoryInfo?> Data = new("--data") { Description = "Where the logs are kept." };
    private static readonly Option<bool> InMemory = new("--in-memory") { Description = "Keep everything in memory." };
    private static readonly Option<string> Kafka = Addresses.Option(
        "--kafka", "127.0.0.1:9092", "Where Kafka clients connect.");
    private static readonly Option<string> Registry = Addresses.Option(
        "--registry", "127.0.0.1:8081", "The schema registry.");
    private static readonly Option<string> Console = Addresses.Option(
        "--console", "127.0.0.1:8080", "Metrics and health.");
    private static readonly Option<int> RegistryLevel = RegistryCommand.ApiLevelOption("--registry-api-level");
    private static readonly Option<int> NodeId = new("--node-id")
    {
        Description = "This node's id in the cluster.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Advertised = new("--advertised")
    {
        Description = "HOST:PORT that clients are told. Default: where --kafka listens.",
    };

    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "A JSON file with an object of Kafka broker configurations.",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "KEY=VALUE, a Kafka broker configuration; may be given many times.",
        DefaultValueFactory = _ => [],
    };

    internal static Command Create()
    {
        var command = new Command("server", "Run a node: broker, schema registry and console.")
        {
            Data, InMemory, Kafka, Registry, RegistryLevel, Console, NodeId, Advertised, Config, Set,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        NodeOptions options = ReadOptions(parsed);
        await using NodeProcess node = await NodeProcess.StartAsync(options, cancellationToken);
        await System.Console.Out.WriteLineAsync(
            $"ready kafka={node.Kafka} registry={node.Registry} console={node.Console} node={options.NodeId}");
        await System.Console.Out.FlushAsync(CancellationToken.None);
        Exception? failure = await node.WaitAsync(cancellationToken);
        if (failure is null)
        {
            return 0;
        }

        // Nothing can be trusted to close in order any more: leave at once, the next start recovers.
        await System.Console.Error.WriteLineAsync($"The node stops: {failure.Message}");
        Environment.Exit(1);
        return 1;
    }

    private static NodeOptions ReadOptions(ParseResult parsed)
    {
        DirectoryInfo? data = parsed.GetValue(Data);
        if (data is not null && parsed.GetValue(InMemory))
        {
            throw new UsageException("Give either --data DIR or --in-memory, not both.");
        }

        (string Host, int Port)? advertised = parsed.GetValue(Advertised) is { } text
            ? Addresses.HostPort("--advertised", text)
            : null;
        return new NodeOptions
        {
            DataDirectory = parsed.GetValue(InMemory) ? null : (data?.FullName ?? Path.GetFullPath("data")),
            Kafka = Addresses.EndPoint("--kafka", parsed.GetValue(Kafka)!),
            Registry = Addresses.EndPoint("--registry", parsed.GetValue(Registry)!),
            Console = Addresses.EndPoint("--console", parsed.GetValue(Console)!),
            RegistryApiLevel = RegistryCommand.ReadApiLevel(parsed, RegistryLevel),
            NodeId = parsed.GetValue(NodeId),
            AdvertisedHost = advertised?.Host,
            AdvertisedPort = advertised?.Port,
            Config = BrokerConfig.From(ReadConfig(parsed)),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadConfig(ParseResult parsed)
    {
        if (parsed.GetValue(Config) is { } file)
        {
            using JsonDocument document = ReadJson(file);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                yield return KeyValuePair.Create(property.Name, property.Value.ToString());
            }
        }

        foreach (string pair in parsed.GetValue(Set)!)
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                throw new UsageException($"--set takes KEY=VALUE, not '{pair}'.");
            }

            yield return KeyValuePair.Create(pair[..equals], pair[(equals + 1)..]);
        }
    }

    private static JsonDocument ReadJson(FileInfo file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        }
        catch (JsonException fault)
        {
            throw new UsageException($"--config {file.FullName} is not JSON: {fault.Message}");
        }
    }
}
