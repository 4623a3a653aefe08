// The command line: tstreams VERB, and every verb under Kafka's name for it as well.
// One place turns a failure into a message on standard error and exit code 1.
using System.CommandLine;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Client;
using TypedStreams.Server.Serving;
using TypedStreams.Server.Verbs;
using TypedStreams.Server.Verbs.Application;
using TypedStreams.Server.Verbs.Schemas;
using TypedStreams.Storage;

namespace TypedStreams.Server;

internal static class CommandTree
{
    private const string Description =
        "TypedStreams: a log broker that speaks the Kafka protocol, and its schema registry.";

    internal static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Description)
        {
            ServerCommand.Create(),
            RegistryCommand.Create(),
            RegistrySecretCommand.Create(),
            TopicsCommand.Build(),
            ConsoleProducerCommand.Build(),
            ConsoleConsumerCommand.Build(),
            ConsumerGroupsCommand.Build(),
            TransactionsCommand.Build(),
            SchemasCommand.Build(),
            AsyncApiCommand.Build(),
        };
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            return await root.Parse(args).InvokeAsync(invocation);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    // What a user can mend: the message says how, and a stack trace would only hide it.
    private static bool IsExpected(Exception failure) => failure
        is UsageException or ConfigException or KafkaException or IOException or InvalidDataException
        or DirectoryLockedException or UnauthorizedAccessException or OperationCanceledException;
}
