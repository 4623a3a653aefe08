// tstreams registry: the schema registry alone, over any Kafka cluster. Any number of them share one topic.
// Says so in one line when every schema is loaded, and stops on SIGTERM, or when its topic can no longer be used.
using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TypedStreams.Registry;

namespace TypedStreams.Server.Serving;

internal static class RegistryCommand
{
    private static readonly Option<string> Bootstrap = new("--bootstrap-servers", "--bootstrap-server")
    {
        Description = "HOST:PORT,HOST:PORT of the cluster that keeps the schemas.",
        Required = true,
    };

    private static readonly Option<string> Listen = Addresses.Option(
        "--listen", "127.0.0.1:8081", "Where HTTP clients connect.");

    private static readonly Option<string> Topic = new("--topic")
    {
        Description = "The topic that keeps the schemas.",
        DefaultValueFactory = _ => "_schemas",
    };

    private static readonly Option<short> Replicas = new("--replication-factor")
    {
        Description = "Copies of the topic when it is created; -1 takes the broker's default.",
        DefaultValueFactory = _ => -1,
    };

    private static readonly Option<int> ApiLevel = new("--api-level")
    {
        Description = "Whose answers are given where Confluent's generations differ: 7 or 8.",
        DefaultValueFactory = _ => (int)RegistryApiLevel.Eight,
    };

    private static readonly Option<RegistryReads> Reads = new("--reads")
    {
        Description = "current: no answer is older than what any registry on the topic acknowledged. " +
            "local: what this one has read, also while the cluster is away.",
        DefaultValueFactory = _ => RegistryReads.Current,
    };

    internal static Command Create()
    {
        var command = new Command("registry", "Run the schema registry alone, over any Kafka cluster.")
        {
            Bootstrap, Listen, Topic, Replicas, ApiLevel, Reads,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RegistryOptions options = ReadOptions(parsed);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOn);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOn);
        await using RegistryServer registry = await RegistryServer.StartAsync(
            options with { Loggers = loggers }, cancellationToken);
        await Task.WhenAny(registry.Ready, asked.Task, registry.Failed).WaitAsync(cancellationToken);
        if (registry.Ready.IsCompletedSuccessfully)
        {
            await System.Console.Out.WriteLineAsync($"ready registry={registry.EndPoint}");
            await System.Console.Out.FlushAsync(CancellationToken.None);
        }

        await Task.WhenAny(asked.Task, registry.Failed).WaitAsync(cancellationToken);
        if (!registry.Failed.IsCompleted)
        {
            return 0;
        }

        await System.Console.Error.WriteLineAsync($"The registry stops: {await registry.Failed}");
        return 1;

        void StopOn(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }
    }

    private static RegistryOptions ReadOptions(ParseResult parsed)
    {
        var level = (RegistryApiLevel)parsed.GetValue(ApiLevel);
        return new RegistryOptions
        {
            Listen = Addresses.EndPoint("--listen", parsed.GetValue(Listen)!),
            BootstrapServers = parsed.GetValue(Bootstrap),
            Topic = parsed.GetValue(Topic)!,
            ReplicationFactor = parsed.GetValue(Replicas),
            ApiLevel = Enum.IsDefined(level)
                ? level
                : throw new UsageException($"--api-level takes 7 or 8, not {parsed.GetValue(ApiLevel)}."),
            Reads = parsed.GetValue(Reads),
        };
    }
}
