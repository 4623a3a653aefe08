// tstreams consumer-groups, also kafka-consumer-groups: list, describe with lag, reset offsets, delete.
using System.CommandLine;
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Server.Verbs;

internal static class ConsumerGroupsCommand
{
    private static readonly Option<string> BootstrapServer = VerbOptions.BootstrapServer();
    private static readonly Option<bool> List = VerbOptions.Flag("--list", "List the groups.");
    private static readonly Option<bool> Describe = VerbOptions.Flag("--describe", "Show positions and lag.");
    private static readonly Option<bool> Members = VerbOptions.Flag("--members", "With --describe: show the members.");
    private static readonly Option<bool> State =
        VerbOptions.Flag("--state", "With --describe: show the group's state.");
    private static readonly Option<bool> Offsets =
        VerbOptions.Flag("--offsets", "With --describe: positions, the default.");
    private static readonly Option<bool> Delete = VerbOptions.Flag("--delete", "Delete a group and its positions.");
    private static readonly Option<bool> Reset =
        VerbOptions.Flag("--reset-offsets", "Move the positions of an idle group.");
    private static readonly Option<string?> Group = VerbOptions.Text("--group", "The group.");
    private static readonly Option<bool> AllGroups = VerbOptions.Flag("--all-groups", "Every group.");

    internal static Command Build()
    {
        Command command = VerbOptions.Verb(
            "consumer-groups", "kafka-consumer-groups", "List, describe, reset and delete consumer groups.");
        foreach (Option option in new Option[]
        {
            BootstrapServer, List, Describe, Members, State, Offsets, Delete, Reset, Group, AllGroups,
        })
        {
            command.Add(option);
        }

        OffsetResetAction.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Option<bool>[] actions = [List, Describe, Delete, Reset];
        if (actions.Count(action => parsed.GetValue(action)) != 1)
        {
            throw new UsageException("Give exactly one of --list, --describe, --delete, --reset-offsets.");
        }

        await using KafkaClient client =
            await VerbOptions.ConnectAsync(parsed.GetValue(BootstrapServer)!, cancellationToken);
        if (parsed.GetValue(List))
        {
            foreach (ListedGroup group in (await client.Admin.ListGroupsAsync(cancellationToken)).OrderBy(
                group => group.GroupId, StringComparer.Ordinal))
            {
                await Console.Out.WriteLineAsync(group.GroupId);
            }

            return 0;
        }

        foreach (string group in await SelectAsync(client.Admin, parsed, cancellationToken))
        {
            await ActAsync(client.Admin, group, parsed, cancellationToken);
        }

        return 0;
    }

    private static Task ActAsync(KafkaAdmin admin, string group, ParseResult parsed,
        CancellationToken cancellationToken) =>
        parsed.GetValue(Delete) ? DeleteAsync(admin, group, cancellationToken)
        : parsed.GetValue(Reset) ? OffsetResetAction.RunAsync(admin, group, parsed, cancellationToken)
        : parsed.GetValue(Members) ? DescribeMembersAsync(admin, group, cancellationToken)
        : parsed.GetValue(State) ? DescribeStateAsync(admin, group, cancellationToken)
        : DescribeOffsetsAsync(admin, group, cancellationToken);

    private static async Task<IEnumerable<string>> SelectAsync(
        KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Group) is { } one)
        {
            return [one];
        }

        if (!parsed.GetValue(AllGroups))
        {
            throw new UsageException("Give --group NAME or --all-groups.");
        }

        return (await admin.ListGroupsAsync(cancellationToken)).Select(group => group.GroupId).Order(
            StringComparer.Ordinal);
    }

    private static async Task DeleteAsync(KafkaAdmin admin, string group, CancellationToken cancellationToken)
    {
        await admin.DeleteGroupAsync(group, cancellationToken);
        await Console.Out.WriteLineAsync($"Deletion of requested consumer groups ('{group}') was successful.");
    }

    private static async Task DescribeOffsetsAsync(KafkaAdmin admin, string groupId,
        CancellationToken cancellationToken)
    {
        GroupDescription group = await admin.DescribeGroupAsync(groupId, cancellationToken);
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed =
            await admin.ListGroupOffsetsAsync(groupId, cancellationToken);
        if (group.Members.Count == 0 && committed.Count == 0)
        {
            throw new UsageException($"Consumer group '{groupId}' does not exist. --list shows the groups there are.");
        }

        if (group.Members.Count == 0)
        {
            await Console.Error.WriteLineAsync($"Consumer group '{groupId}' has no active members.");
        }

        TopicPartition[] partitions = [.. committed.Keys
            .Union(group.Members.SelectMany(member => member.Assignment))
            .OrderBy(partition => partition.Topic, StringComparer.Ordinal)
            .ThenBy(partition => partition.Partition)];
        IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp> ends =
            await admin.ListOffsetsAsync(partitions, TopicPartitionOffset.End, cancellationToken);
        List<string[]> rows = [];
        foreach (TopicPartition partition in partitions)
        {
            rows.Add(Row(group, partition, committed, ends));
        }

        await TextTable.WriteAsync(
            ["GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID", "HOST",
                "CLIENT-ID"],
            rows);
    }

    private static string[] Row(
        GroupDescription group,
        TopicPartition partition,
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed,
        IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp> ends)
    {
        const string Unknown = "-";
        long? position = committed.TryGetValue(partition, out CommittedOffset stored) ? stored.Offset : null;
        long? end = ends.TryGetValue(partition, out OffsetAndTimestamp last) && last.Error == ErrorCode.None
            ? last.Offset : null;
        GroupMemberDescription? owner = group.Members.FirstOrDefault(member => member.Assignment.Contains(partition));
        return
        [
            group.GroupId,
            partition.Topic,
            Text(partition.Partition),
            position is null ? Unknown : Text(position.Value),
            end is null ? Unknown : Text(end.Value),
            position is null || end is null ? Unknown : Text(Math.Max(0, end.Value - position.Value)),
            owner?.MemberId ?? Unknown,
            owner?.ClientHost ?? Unknown,
            owner?.ClientId ?? Unknown,
        ];
    }

    private static async Task DescribeMembersAsync(KafkaAdmin admin, string groupId,
        CancellationToken cancellationToken)
    {
        GroupDescription group = await admin.DescribeGroupAsync(groupId, cancellationToken);
        await TextTable.WriteAsync(
            ["GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", "#PARTITIONS"],
            [.. group.Members.Select(member => new[]
            {
                groupId, member.MemberId, member.ClientHost, member.ClientId, Text(member.Assignment.Count),
            })]);
    }

    private static async Task DescribeStateAsync(KafkaAdmin admin, string groupId, CancellationToken cancellationToken)
    {
        GroupDescription group = await admin.DescribeGroupAsync(groupId, cancellationToken);
        await TextTable.WriteAsync(
            ["GROUP", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS"],
            [[groupId, group.Protocol, group.State, Text(group.Members.Count)]]);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
