// tstreams transactions, also kafka-transactions: list, describe, describe-producers, find-hanging, abort.
using System.CommandLine;
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Server.Verbs;

internal static class TransactionsCommand
{
    private static readonly Option<string> BootstrapServer = VerbOptions.BootstrapServer();
    private static readonly Option<string?> TransactionalId =
        VerbOptions.Text("--transactional-id", "The transactional id.");
    private static readonly Option<string?> Topic = VerbOptions.Text("--topic", "The topic.");
    private static readonly Option<int?> Partition = VerbOptions.Number<int>("--partition", "The partition.");
    private static readonly Option<long?> StartOffset = VerbOptions.Number<long>(
        "--start-offset", "First offset of the transaction in the partition, as describe-producers shows it.");
    private static readonly Option<int> MaxTimeout = new("--max-transaction-timeout")
    {
        Description = "Minutes after which an open transaction is suspected to hang.",
        DefaultValueFactory = _ => 15,
    };

    internal static Command Build()
    {
        Command command = VerbOptions.Verb(
            "transactions", "kafka-transactions", "List and describe transactions; find and abort those that hang.");
        BootstrapServer.Recursive = true;
        command.Add(BootstrapServer);
        command.Add(Action("list", "List the transactional ids.", ListAsync));
        command.Add(Action("describe", "Describe one transactional id.", DescribeAsync, TransactionalId));
        command.Add(Action(
            "describe-producers", "Show the producers of a partition.", DescribeProducersAsync, Topic, Partition));
        command.Add(Action(
            "find-hanging",
            "Find open transactions that their coordinator does not know of.",
            FindHangingAsync,
            Topic,
            Partition,
            MaxTimeout));
        command.Add(Action(
            "abort", "Abort a transaction that hangs in a partition.", AbortAsync, Topic, Partition, StartOffset));
        return command;
    }

    private static Command Action(
        string name, string description, Func<KafkaAdmin, ParseResult, CancellationToken, Task> act,
        params Option[] options)
    {
        var command = new Command(name, description);
        foreach (Option option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using KafkaClient client = await VerbOptions.ConnectAsync(
                parsed.GetValue(BootstrapServer)!, cancellationToken);
            await act(client.Admin, parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task ListAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken) =>
        await TextTable.WriteAsync(
            ["TransactionalId", "Coordinator", "ProducerId", "TransactionState"],
            [.. (await admin.ListTransactionsAsync(ct: cancellationToken)).Select(listed => new[]
            {
                listed.TransactionalId, Text(listed.CoordinatorId), Text(listed.ProducerId), listed.State,
            })]);

    private static async Task DescribeAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        TransactionDescription found = await admin.DescribeTransactionAsync(
            VerbOptions.Require(parsed.GetValue(TransactionalId), "--transactional-id", "describe"),
            cancellationToken);
        bool isOpen = found.State == "Ongoing";
        await TextTable.WriteAsync(
            ["CoordinatorId", "TransactionalId", "ProducerId", "ProducerEpoch", "TransactionState",
                "TransactionTimeoutMs", "CurrentTransactionStartTimeMs", "TransactionDurationMs", "TopicPartitions"],
            [[
                Text(found.CoordinatorId), found.TransactionalId, Text(found.ProducerId), Text(found.ProducerEpoch),
                found.State, Text(found.TimeoutMs), isOpen ? Text(found.StartMs) : "None",
                isOpen ? Text(NowMs - found.StartMs) : "None", string.Join(',', found.Partitions),
            ]]);
    }

    private static async Task DescribeProducersAsync(
        KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken) =>
        await TextTable.WriteAsync(
            ["ProducerId", "ProducerEpoch", "LatestCoordinatorEpoch", "LastSequence", "LastTimestamp",
                "CurrentTransactionStartOffset"],
            [.. (await admin.DescribeProducersAsync(PartitionOf(parsed, "describe-producers"), cancellationToken))
                .Select(producer => new[]
                {
                    Text(producer.ProducerId), Text(producer.ProducerEpoch), Text(producer.CoordinatorEpoch),
                    Text(producer.LastSequence), Text(producer.LastTimestampMs),
                    producer.TransactionStartOffset < 0 ? "None" : Text(producer.TransactionStartOffset),
                })]);

    private static async Task FindHangingAsync(
        KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        long suspectedBefore = NowMs - (parsed.GetValue(MaxTimeout) * 60_000L);
        List<string[]> rows = [];
        foreach (TopicPartition partition in await SelectAsync(admin, parsed, cancellationToken))
        {
            foreach (ProducerDescription producer in await admin.DescribeProducersAsync(partition, cancellationToken))
            {
                if (producer.TransactionStartOffset >= 0 && producer.LastTimestampMs < suspectedBefore
                    && await HangsAsync(admin, partition, producer, cancellationToken))
                {
                    rows.Add(
                    [
                        partition.Topic, Text(partition.Partition), Text(producer.ProducerId),
                        Text(producer.ProducerEpoch), Text(producer.CoordinatorEpoch),
                        Text(producer.TransactionStartOffset), Text(producer.LastTimestampMs),
                        Text((NowMs - producer.LastTimestampMs) / 60_000),
                    ]);
                }
            }
        }

        await TextTable.WriteAsync(
            ["Topic", "Partition", "ProducerId", "ProducerEpoch", "CoordinatorEpoch", "StartOffset", "LastTimestamp",
                "Duration(min)"],
            rows);
    }

    // An open transaction is its coordinator's to end, unless the coordinator does not know that it includes this
    // partition.
    private static async Task<bool> HangsAsync(
        KafkaAdmin admin, TopicPartition partition, ProducerDescription producer, CancellationToken cancellationToken)
    {
        foreach (ListedTransaction owner in await admin.ListTransactionsAsync(
            [producer.ProducerId], cancellationToken))
        {
            TransactionDescription known = await admin.DescribeTransactionAsync(
                owner.TransactionalId, cancellationToken);
            if (known.ProducerId == producer.ProducerId && known.Partitions.Contains(partition))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task AbortAsync(KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        TopicPartition partition = PartitionOf(parsed, "abort");
        long start = parsed.GetValue(StartOffset)
            ?? throw new UsageException("abort needs --start-offset; describe-producers shows it.");
        IReadOnlyList<ProducerDescription> producers = await admin.DescribeProducersAsync(
            partition, cancellationToken);
        ProducerDescription producer = producers.FirstOrDefault(
            candidate => candidate.TransactionStartOffset == start)
            ?? throw new UsageException(
                $"No open transaction of {partition} begins at offset {start}. find-hanging shows those that hang.");
        await admin.AbortTransactionAsync(partition, producer, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"Aborted the transaction of producer {producer.ProducerId} in {partition}.");
    }

    private static async Task<IReadOnlyList<TopicPartition>> SelectAsync(
        KafkaAdmin admin, ParseResult parsed, CancellationToken cancellationToken)
    {
        string? topic = parsed.GetValue(Topic);
        IReadOnlyList<TopicDescription> topics = await admin.DescribeTopicsAsync(
            topic is null ? null : [topic], cancellationToken);
        return
        [
            .. topics.SelectMany(found => found.Partitions
                .Where(partition => parsed.GetValue(Partition) is not { } one || one == partition.Index)
                .Select(partition => new TopicPartition(found.Name, partition.Index))),
        ];
    }

    private static TopicPartition PartitionOf(ParseResult parsed, string action) => new(
        VerbOptions.Require(parsed.GetValue(Topic), "--topic", action),
        parsed.GetValue(Partition) ?? throw new UsageException($"{action} needs --partition."));

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
