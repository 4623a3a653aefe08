// tstreams registry: the schema registry alone, over any Kafka cluster. Any number of them share one topic.
// Says so in one line when every schema is loaded, and stops on SIGTERM, or when its topic can no longer be used.
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    private static readonly Option<int> ApiLevel = ApiLevelOption("--api-level");

    private static readonly Option<RegistryReads> Reads = new("--reads")
    {
        Description = "current: no answer is older than what any registry on the topic acknowledged. " +
            "local: what this one has read, also while the cluster is away.",
        DefaultValueFactory = _ => RegistryReads.Current,
    };

    private static readonly Option<FileInfo?> Access = new("--access")
    {
        Description = "A JSON file of users and permissions. Without it everybody may do everything.",
    };

    private static readonly Option<FileInfo?> Certificate = new("--tls-certificate")
    {
        Description = "A PEM file with the server's certificate; the registry then speaks HTTPS.",
    };

    private static readonly Option<FileInfo?> Key = new("--tls-key")
    {
        Description = "A PEM file with the certificate's private key. Default: the file of the certificate.",
    };

    private static readonly Option<FileInfo?> ClientAuthority = new("--tls-client-ca")
    {
        Description = "A PEM file of who may sign clients' certificates; each client must then have one.",
    };

    internal static Command Create()
    {
        var command = new Command("registry", "Run the schema registry alone, over any Kafka cluster.")
        {
            Bootstrap, Listen, Topic, Replicas, ApiLevel, Reads, Access, Certificate, Key, ClientAuthority,
        };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>An option that takes the generation of Confluent's registry to answer as.</summary>
    internal static Option<int> ApiLevelOption(string name) => new(name)
    {
        Description = "Whose answers the registry gives where Confluent's generations differ: 7 or 8.",
        DefaultValueFactory = _ => (int)RegistryApiLevel.Eight,
    };

    /// <summary>The generation that was chosen.</summary>
    /// <exception cref="UsageException">There is none of that number.</exception>
    internal static RegistryApiLevel ReadApiLevel(ParseResult parsed, Option<int> option)
    {
        var level = (RegistryApiLevel)parsed.GetValue(option);
        return Enum.IsDefined(level)
            ? level
            : throw new UsageException($"{option.Name} takes 7 or 8, not {parsed.GetValue(option)}.");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RegistryOptions options = ReadOptions(parsed);
        using ILoggerFactory loggers = StandardErrorLog.Create();
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
        return new RegistryOptions
        {
            Listen = Addresses.EndPoint("--listen", parsed.GetValue(Listen)!),
            BootstrapServers = parsed.GetValue(Bootstrap),
            Topic = parsed.GetValue(Topic)!,
            ReplicationFactor = parsed.GetValue(Replicas),
            ApiLevel = ReadApiLevel(parsed, ApiLevel),
            Reads = parsed.GetValue(Reads),
            Access = parsed.GetValue(Access) is { } file ? ReadAccess(file) : null,
            Tls = ReadTls(parsed),
        };
    }

    private static RegistryAccess ReadAccess(FileInfo file)
    {
        try
        {
            return RegistryAccess.Parse(File.ReadAllText(file.FullName));
        }
        catch (FormatException fault)
        {
            throw new UsageException($"--access {file.FullName}: {fault.Message}");
        }
    }

    private static RegistryTls? ReadTls(ParseResult parsed)
    {
        if (parsed.GetValue(Certificate) is not { } certificate)
        {
            return parsed.GetValue(Key) is null && parsed.GetValue(ClientAuthority) is null
                ? null
                : throw new UsageException("--tls-key and --tls-client-ca need --tls-certificate.");
        }

        try
        {
            X509Certificate2Collection? authorities = null;
            if (parsed.GetValue(ClientAuthority) is { } authority)
            {
                authorities = [];
                authorities.ImportFromPemFile(authority.FullName);
            }

            return new RegistryTls(
                X509Certificate2.CreateFromPemFile(certificate.FullName, parsed.GetValue(Key)?.FullName), authorities);
        }
        catch (CryptographicException fault)
        {
            throw new UsageException($"--tls-certificate {certificate.FullName} cannot be used: {fault.Message}");
        }
    }
}
