// tstreams topics, also kafka-topics: create, list, describe, alter and delete topics.
using System.CommandLine;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Server.Verbs;

internal static class TopicsCommand
{
    private static readonly Option<string> BootstrapServer = VerbOptions.BootstrapServer();
    private static readonly Option<bool> Create = VerbOptions.Flag("--create", "Create a topic.");
    private static readonly Option<bool> List = VerbOptions.Flag("--list", "List the topics.");
    private static readonly Option<bool> Describe = VerbOptions.Flag("--describe", "Show partitions and configs.");
    private static readonly Option<bool> Alter = VerbOptions.Flag("--alter", "Add partitions.");
    private static readonly Option<bool> Delete = VerbOptions.Flag("--delete", "Delete a topic and its records.");
    private static readonly Option<string?> Topic = VerbOptions.Text("--topic", "The topic.");
    private static readonly Option<int?> Partitions = VerbOptions.Number<int>("--partitions", "How many partitions.");
    private static readonly Option<short?> Replicas = VerbOptions.Number<short>(
        "--replication-factor", "How many brokers hold each partition.");

    private static readonly Option<string[]> Config =
        VerbOptions.Pairs("--config", "KEY=VALUE, a topic configuration.");
    private static readonly Option<bool> IfNotExists =
        VerbOptions.Flag("--if-not-exists", "Create only if it is missing.");
    private static readonly Option<bool> IfExists = VerbOptions.Flag("--if-exists", "Act only if it exists.");
    private static readonly Option<bool> ExcludeInternal =
        VerbOptions.Flag("--exclude-internal", "Leave internal topics out.");

    internal static Command Build()
    {
        Command command =
            VerbOptions.Verb("topics", "kafka-topics", "Create, list, describe, alter and delete topics.");
        foreach (Option option in new Option[]
        {
            BootstrapServer, Create, List, Describe, Alter, Delete, Topic, Partitions, Replicas, Config, IfNotExists,
            IfExists, ExcludeInternal,
        })
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Option<bool>[] actions = [Create, List, Describe, Alter, Delete];
        if (actions.Count(action => parsed.GetValue(action)) != 1)
        {
            throw new UsageException("Give exactly one of --create, --list, --describe, --alter, --delete.");
        }

        await using KafkaClient client =
            await VerbOptions.ConnectAsync(parsed.GetValue(BootstrapServer)!, cancellationToken);
        Task action = parsed.GetValue(Create) ? CreateAsync(client.Admin, parsed, cancellationToken)
            : parsed.GetValue(List) ? ListAsync(client.Admin, parsed, cancellationToken)
            : parsed.GetValue(Describe) ? DescribeAsync(client.Admin, parsed, cancellationToken)
            : parsed.GetValue(Alter) ? AlterAsync(client.Admin, parsed, cancellationToken)
            : DeleteAsync(client.Admin, parsed, cancellationToken);
        await action;
        return 0;
    }

    private static async Task CreateAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        string topic = VerbOptions.Require(parsed.GetValue(Topic), "--topic", "--create");
        var spec = new TopicSpec(topic)
        {
            Partitions = parsed.GetValue(Partitions) ?? -1,
            ReplicationFactor = parsed.GetValue(Replicas) ?? -1,
            Configs = VerbOptions.ReadPairs("--config", parsed.GetValue(Config)!),
        };
        try
        {
            await admin.CreateTopicAsync(spec, cancellationToken);
            await Console.Out.WriteLineAsync($"Created topic {topic}.");
        }
        catch (KafkaException failure)
            when (failure.Code == ErrorCode.TopicAlreadyExists && parsed.GetValue(IfNotExists))
        {
            // That it exists is all that was asked for.
        }
    }

    private static async Task ListAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (TopicDescription topic in await SelectAsync(admin, parsed, cancellationToken))
        {
            await Console.Out.WriteLineAsync(topic.Name);
        }
    }

    private static async Task DescribeAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (TopicDescription topic in await SelectAsync(admin, parsed, cancellationToken))
        {
            IReadOnlyList<ConfigEntry> configs =
                await admin.DescribeConfigsAsync(ConfigResourceType.Topic, topic.Name, cancellationToken);
            IEnumerable<string> set =
                configs.Where(config => !config.IsDefault).Select(config => $"{config.Name}={config.Value}");
            int replicas = topic.Partitions.Count > 0 ? topic.Partitions[0].Replicas.Count : 0;
            await Console.Out.WriteLineAsync(
                $"Topic: {topic.Name}\tTopicId: {KafkaId(topic.TopicId)}\tPartitionCount: {topic.Partitions.Count}\t" +
                $"ReplicationFactor: {replicas}\tConfigs: {string.Join(',', set)}");
            foreach (PartitionDescription partition in topic.Partitions.OrderBy(partition => partition.Index))
            {
                await Console.Out.WriteLineAsync(
                    $"\tTopic: {topic.Name}\tPartition: {partition.Index}\tLeader: {partition.Leader}\t" +
                    $"Replicas: {string.Join(',', partition.Replicas)}\t" +
                    $"Isr: {string.Join(',', partition.InSyncReplicas)}");
            }
        }
    }

    private static async Task AlterAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        string topic = VerbOptions.Require(parsed.GetValue(Topic), "--topic", "--alter");
        int total = parsed.GetValue(
            Partitions) ?? throw new UsageException("--alter needs --partitions, the new total.");
        await admin.CreatePartitionsAsync(topic, total, cancellationToken);
    }

    private static async Task DeleteAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        string topic = VerbOptions.Require(parsed.GetValue(Topic), "--topic", "--delete");
        try
        {
            await admin.DeleteTopicAsync(topic, cancellationToken);
        }
        catch (KafkaException failure)
            when (failure.Code == ErrorCode.UnknownTopicOrPartition && parsed.GetValue(IfExists))
        {
            // That it is gone is all that was asked for.
        }
    }

    private static async Task<IEnumerable<TopicDescription>> SelectAsync(
        KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        string? only = parsed.GetValue(Topic);
        IReadOnlyList<TopicDescription> all = await admin.DescribeTopicsAsync(names: null, cancellationToken);
        if (only is not null && all.All(topic => topic.Name != only) && !parsed.GetValue(IfExists))
        {
            throw new UsageException($"Topic '{only}' does not exist as expected. --list shows the topics there are.");
        }

        return all
            .Where(topic => only is null || topic.Name == only)
            .Where(topic => !topic.IsInternal || !parsed.GetValue(ExcludeInternal))
            .OrderBy(topic => topic.Name, StringComparer.Ordinal);
    }

    private static string KafkaId(Guid id) =>
        Convert.ToBase64String(id.ToByteArray(bigEndian: true)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
