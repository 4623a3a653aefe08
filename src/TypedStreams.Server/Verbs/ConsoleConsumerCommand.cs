// tstreams console-consumer, also kafka-console-consumer: prints records as lines.
using System.CommandLine;
using System.Text;
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Server.Verbs;

internal static class ConsoleConsumerCommand
{
    private static readonly Option<string> BootstrapServer = VerbOptions.BootstrapServer();
    private static readonly Option<string?> Topic = VerbOptions.Text("--topic", "The topic to read.");
    private static readonly Option<string?> Group = VerbOptions.Text("--group",
        "The consumer group to be a member of.");
    private static readonly Option<bool> FromBeginning = VerbOptions.Flag(
        "--from-beginning", "Start at the oldest record when there is no committed position.");

    private static readonly Option<long?> MaxMessages = VerbOptions.Number<long>("--max-messages",
        "Stop after so many.");
    private static readonly Option<int?> TimeoutMs = VerbOptions.Number<int>("--timeout-ms",
        "Stop after so long a silence.");
    private static readonly Option<int?> Partition = VerbOptions.Number<int>("--partition",
        "Read this partition only.");
    private static readonly Option<string?> Offset = VerbOptions.Text(
        "--offset", "With --partition: where to start; a number, earliest or latest.");

    private static readonly Option<string?> Isolation = VerbOptions.Text(
        "--isolation-level", "read_committed or read_uncommitted. Default read_uncommitted.");

    private static readonly Option<string[]> Property = VerbOptions.Pairs(
        "--property",
        "print.key|value|timestamp|partition|offset|headers=true, key.separator=TEXT.",
        "--formatter-property");

    internal static Command Build()
    {
        Command command = VerbOptions.Verb("console-consumer", "kafka-console-consumer", "Print records as lines.");
        foreach (Option option in new Option[]
        {
            BootstrapServer, Topic, Group, FromBeginning, MaxMessages, TimeoutMs, Partition, Offset, Isolation,
                Property,
        })
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string topic = VerbOptions.Require(parsed.GetValue(Topic), "--topic", "console-consumer");
        RecordFormat format = RecordFormat.From(VerbOptions.ReadPairs("--property", parsed.GetValue(Property)!));
        await using KafkaClient client =
            await VerbOptions.ConnectAsync(parsed.GetValue(BootstrapServer)!, cancellationToken);
        string? group = parsed.GetValue(Group);
        await using KafkaConsumer consumer = client.CreateConsumer(new KafkaConsumerOptions
        {
            GroupId = group,
            OffsetReset = parsed.GetValue(FromBeginning) ? OffsetReset.Earliest : OffsetReset.Latest,
            Isolation = ParseIsolation(parsed.GetValue(Isolation)),
        });
        await StartAsync(client, consumer, topic, parsed, cancellationToken);
        long printed = await PrintAsync(consumer, format, parsed, commits: group is not null, cancellationToken);
        await Console.Error.WriteLineAsync($"Processed a total of {printed} messages");
        return 0;
    }

    private static async Task StartAsync(
        KafkaClient client, KafkaConsumer consumer, string topic, ParseResult parsed,
            CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Group) is not null)
        {
            consumer.Subscribe(topic);
            return;
        }

        long start = parsed.GetValue(Offset) switch
        {
            null => parsed.GetValue(FromBeginning) ? TopicPartitionOffset.Beginning : TopicPartitionOffset.End,
            "earliest" => TopicPartitionOffset.Beginning,
            "latest" => TopicPartitionOffset.End,
            { } text when long.TryParse(text, out long number) && number >= 0 => number,
            { } text => throw new UsageException($"--offset takes a number, earliest or latest, not '{text}'."),
        };
        IReadOnlyList<TopicDescription> described =
            await client.Admin.DescribeTopicsAsync([topic], cancellationToken);
        int? only = parsed.GetValue(Partition);
        consumer.Assign([.. described[0].Partitions
            .Where(partition => only is null || partition.Index == only)
            .Select(partition => new TopicPartitionOffset(topic, partition.Index, start))]);
    }

    private static async Task<long> PrintAsync(
        KafkaConsumer consumer, RecordFormat format, ParseResult parsed, bool commits,
            CancellationToken cancellationToken)
    {
        long limit = parsed.GetValue(MaxMessages) ?? long.MaxValue;
        await using Stream output = Console.OpenStandardOutput();
        using var buffer = new MemoryStream();
        long printed = 0;
        while (printed < limit && await ReceiveAsync(consumer, parsed.GetValue(TimeoutMs),
            cancellationToken) is { } batch)
        {
            using (batch)
            {
                long next = 0;
                foreach (ConsumedRecord record in batch)
                {
                    if (printed == limit)
                    {
                        break;
                    }

                    format.Write(buffer, batch.Partition, record);
                    next = record.Offset + 1;
                    printed++;
                }

                await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
                await output.FlushAsync(cancellationToken);
                buffer.SetLength(0);
                if (commits && next > 0)
                {
                    await consumer.CommitAsync(
                        [new TopicPartitionOffset(batch.Partition.Topic, batch.Partition.Partition, next)],
                            cancellationToken);
                }
            }
        }

        return printed;
    }

    private static async Task<ConsumedBatch?> ReceiveAsync(
        KafkaConsumer consumer, int? timeoutMs, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeoutMs is { } limit)
        {
            patience.CancelAfter(limit);
        }

        try
        {
            return await consumer.ReceiveAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Silence for as long as asked, or the user's Ctrl-C: both end the listing in order.
            return null;
        }
    }

    private static IsolationLevel ParseIsolation(string? text) => text switch
    {
        null or "read_uncommitted" => IsolationLevel.ReadUncommitted,
        "read_committed" => IsolationLevel.ReadCommitted,
        _ => throw new UsageException($"--isolation-level takes read_committed or read_uncommitted, not '{text}'."),
    };

    /// <summary>Which parts of a record are printed, in Kafka's order.</summary>
    private sealed record RecordFormat(
        bool Timestamp, bool Partition, bool Offset, bool Headers, bool Key, bool Value, string Separator)
    {
        internal static RecordFormat From(Dictionary<string, string> properties)
        {
            bool Is(string name, bool byDefault) =>
                properties.TryGetValue(name, out string? text) ? text == "true" : byDefault;

            return new RecordFormat(
                Is("print.timestamp", byDefault: false),
                Is("print.partition", byDefault: false),
                Is("print.offset", byDefault: false),
                Is("print.headers", byDefault: false),
                Is("print.key", byDefault: false),
                Is("print.value", byDefault: true),
                properties.GetValueOrDefault("key.separator", "\t"));
        }

        internal void Write(MemoryStream output, TopicPartition partition, ConsumedRecord record)
        {
            bool isFirst = true;
            void Part(bool wanted, ReadOnlySpan<byte> bytes)
            {
                if (wanted)
                {
                    output.Write(isFirst ? default : Encoding.UTF8.GetBytes(Separator));
                    output.Write(bytes);
                    isFirst = false;
                }
            }

            Part(Timestamp, Encoding.UTF8.GetBytes($"CreateTime:{record.TimestampMs}"));
            Part(Partition, Encoding.UTF8.GetBytes($"Partition:{partition.Partition}"));
            Part(Offset, Encoding.UTF8.GetBytes($"Offset:{record.Offset}"));
            Part(Headers, Headers ? HeaderText(record) : default);
            Part(Key, record.Key is { } key ? key.Span : "null"u8);
            Part(Value, record.Value is { } value ? value.Span : "null"u8);
            output.WriteByte((byte)'\n');
        }

        private static byte[] HeaderText(ConsumedRecord record)
        {
            var parts = new List<string>();
            foreach (RecordHeader header in record.Headers)
            {
                parts.Add($"{header.Key}:{(header.Value is { } value ? Encoding.UTF8.GetString(value.Span) : "null")}");
            }

            return Encoding.UTF8.GetBytes(parts.Count == 0 ? "NO_HEADERS" : string.Join(',', parts));
        }
    }
}
