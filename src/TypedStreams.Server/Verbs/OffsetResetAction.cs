// consumer-groups --reset-offsets: computes the new positions, shows them, and writes them with --execute.
using System.CommandLine;
using System.Globalization;
using System.Xml;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Server.Verbs;

internal static class OffsetResetAction
{
    private static readonly Option<string[]> Topic =
        VerbOptions.Pairs("--topic", "TOPIC or TOPIC:0,1; may be given many times.");
    private static readonly Option<bool> AllTopics =
        VerbOptions.Flag("--all-topics", "Every topic the group has positions in.");
    private static readonly Option<bool> Execute = VerbOptions.Flag("--execute", "Write the new positions.");
    private static readonly Option<bool> DryRun = VerbOptions.Flag("--dry-run", "Only show them; the default.");
    private static readonly Option<bool> ToEarliest = VerbOptions.Flag("--to-earliest", "To the oldest record.");
    private static readonly Option<bool> ToLatest = VerbOptions.Flag("--to-latest", "Behind the newest record.");
    private static readonly Option<bool> ToCurrent = VerbOptions.Flag("--to-current", "To where it is.");
    private static readonly Option<long?> ToOffset = VerbOptions.Number<long>("--to-offset", "To this offset.");
    private static readonly Option<long?> ShiftBy = VerbOptions.Number<long>("--shift-by",
        "By so many records; may be negative.");
    private static readonly Option<string?> ToDateTime = VerbOptions.Text(
        "--to-datetime", "To the first record at or after, for example 2026-01-31T12:00:00.000.");

    private static readonly Option<string?> ByDuration = VerbOptions.Text(
        "--by-duration", "To so long before now, for example PT1H30M.");

    internal static void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            Topic, AllTopics, Execute, DryRun, ToEarliest, ToLatest, ToCurrent, ToOffset, ShiftBy, ToDateTime,
                ByDuration,
        })
        {
            command.Add(option);
        }
    }

    internal static async Task RunAsync(
        KafkaAdmin admin, string groupId, ParseResult parsed, CancellationToken cancellationToken)
    {
        GroupDescription group = await admin.DescribeGroupAsync(groupId, cancellationToken);
        if (group.Members.Count > 0)
        {
            throw new UsageException(
                $"Group '{groupId}' is {group.State}; stop its members, then its offsets can be reset.");
        }

        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed =
            await admin.ListGroupOffsetsAsync(groupId, cancellationToken);
        TopicPartition[] partitions = await SelectAsync(admin, committed, parsed, cancellationToken);
        List<TopicPartitionOffset> targets =
            await TargetsAsync(admin, committed, partitions, parsed, cancellationToken);
        if (parsed.GetValue(Execute))
        {
            await admin.AlterGroupOffsetsAsync(groupId, targets, cancellationToken);
        }

        await TextTable.WriteAsync(
            ["GROUP", "TOPIC", "PARTITION", "NEW-OFFSET"],
            [.. targets.Select(target => new[]
            {
                groupId,
                target.Topic,
                target.Partition.ToString(CultureInfo.InvariantCulture),
                target.Offset.ToString(CultureInfo.InvariantCulture),
            })]);
    }

    private static async Task<TopicPartition[]> SelectAsync(
        KafkaAdmin admin,
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed,
        ParseResult parsed,
        CancellationToken cancellationToken)
    {
        string[] topics = parsed.GetValue(Topic)!;
        if (parsed.GetValue(AllTopics) == topics.Length > 0)
        {
            throw new UsageException("--reset-offsets needs either --all-topics or --topic.");
        }

        if (topics.Length == 0)
        {
            return [.. committed.Keys];
        }

        List<TopicPartition> selected = [];
        foreach (string text in topics)
        {
            string name = text.Split(':', 2)[0];
            IReadOnlyList<TopicDescription> described = await admin.DescribeTopicsAsync([name], cancellationToken);
            IEnumerable<int> wanted = text.Contains(':')
                ? text.Split(':', 2)[1].Split(',').Select(ParsePartition)
                : described[0].Partitions.Select(partition => partition.Index);
            selected.AddRange(wanted.Select(index => new TopicPartition(name, index)));
        }

        return [.. selected];
    }

    private static async Task<List<TopicPartitionOffset>> TargetsAsync(
        KafkaAdmin admin,
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed,
        TopicPartition[] partitions,
        ParseResult parsed,
        CancellationToken cancellationToken)
    {
        var starts = await admin.ListOffsetsAsync(partitions, TopicPartitionOffset.Beginning, cancellationToken);
        var ends = await admin.ListOffsetsAsync(partitions, TopicPartitionOffset.End, cancellationToken);
        IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>? atTime = WantedTime(parsed) is { } timestamp
            ? await admin.ListOffsetsAsync(partitions, timestamp, cancellationToken)
            : null;
        List<TopicPartitionOffset> targets = [];
        foreach (TopicPartition partition in partitions)
        {
            long end = ends[partition].Offset;
            long current = committed.TryGetValue(partition, out CommittedOffset stored) ? stored.Offset : end;
            long wanted = parsed.GetValue(ToEarliest) ? starts[partition].Offset
                : parsed.GetValue(ToLatest) ? end
                : parsed.GetValue(ToCurrent) ? current
                : parsed.GetValue(ToOffset) is { } offset ? offset
                : parsed.GetValue(ShiftBy) is { } shift ? current + shift
                : atTime is not null ? (atTime[partition].Offset >= 0 ? atTime[partition].Offset : end)
                : throw new UsageException(
                    "--reset-offsets needs one of --to-earliest, --to-latest, --to-current, --to-offset, --shift-by, " +
                    "--to-datetime, --by-duration.");
            targets.Add(new TopicPartitionOffset(
                partition.Topic, partition.Partition, Math.Clamp(wanted, starts[partition].Offset, end)));
        }

        return targets;
    }

    private static long? WantedTime(ParseResult parsed)
    {
        if (parsed.GetValue(ToDateTime) is { } text)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset at)
                ? at.ToUnixTimeMilliseconds()
                : throw new UsageException(
                    $"--to-datetime takes a time such as 2026-01-31T12:00:00.000, not '{text}'.");
        }

        if (parsed.GetValue(ByDuration) is not { } duration)
        {
            return null;
        }

        try
        {
            return (DateTimeOffset.UtcNow - XmlConvert.ToTimeSpan(duration)).ToUnixTimeMilliseconds();
        }
        catch (FormatException)
        {
            throw new UsageException($"--by-duration takes an ISO 8601 duration such as PT1H30M, not '{duration}'.");
        }
    }

    private static int ParsePartition(string text) =>
        int.TryParse(text, out int index) && index >= 0
            ? index
            : throw new UsageException($"--topic takes TOPIC:0,1 with partition numbers; '{text}' is none.");
}
