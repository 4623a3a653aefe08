// The flags that several verbs share, named as Kafka's own tools name them.
using System.CommandLine;
using TypedStreams.Client;

namespace TypedStreams.Server.Verbs;

internal static class VerbOptions
{
    internal static Option<string> BootstrapServer() => new("--bootstrap-server")
    {
        Description = "HOST:PORT of one or more brokers, separated by commas.",
        DefaultValueFactory = _ => "localhost:9092",
    };

    internal static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    internal static Option<string?> Text(string name, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description };
        return option;
    }

    internal static Option<T?> Number<T>(string name, string description)
        where T : struct => new(name) { Description = description };

    internal static Option<string[]> Pairs(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, DefaultValueFactory = _ => [] };

    /// <summary>Makes a command that also answers to Kafka's name of it.</summary>
    internal static Command Verb(string name, string kafkaName, string description)
    {
        var command = new Command(name, description);
        command.Aliases.Add(kafkaName);
        return command;
    }

    internal static Task<KafkaClient> ConnectAsync(string bootstrapServers, CancellationToken cancellationToken) =>
        KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrapServers, ClientId = "tstreams" }, cancellationToken);

    /// <summary>Splits KEY=VALUE pairs; a pair without '=' is an error that names the flag.</summary>
    internal static Dictionary<string, string> ReadPairs(string flag, IEnumerable<string> pairs)
    {
        var read = new Dictionary<string, string>();
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                throw new UsageException($"{flag} takes KEY=VALUE, not '{pair}'.");
            }

            read[pair[..equals]] = pair[(equals + 1)..];
        }

        return read;
    }

    /// <summary>The value of a flag that this action cannot do without.</summary>
    internal static string Require(string? value, string flag, string action) =>
        string.IsNullOrEmpty(value) ? throw new UsageException($"{action} needs {flag}.") : value;
}
