// tstreams console-producer, also kafka-console-producer: one record a line of standard input.
using System.CommandLine;
using System.Text;
using TypedStreams.Client;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Server.Verbs;

internal static class ConsoleProducerCommand
{
    private static readonly Option<string> BootstrapServer = VerbOptions.BootstrapServer();
    private static readonly Option<string?> Topic = VerbOptions.Text("--topic", "The topic to write to.");
    private static readonly Option<string?> Codec = VerbOptions.Text(
        "--compression-codec", "none, gzip, snappy, lz4 or zstd.", "--compression-type");

    private static readonly Option<string?> RequiredAcks = VerbOptions.Text(
        "--request-required-acks", "all (or -1), 1 or 0. Default all.");

    private static readonly Option<string[]> Property = VerbOptions.Pairs(
        "--property", "parse.key=true, key.separator=TEXT, null.marker=TEXT.", "--reader-property");

    internal static Command Build()
    {
        Command command = VerbOptions.Verb(
            "console-producer", "kafka-console-producer", "Write each line of standard input as a record.");
        command.Add(BootstrapServer);
        command.Add(Topic);
        command.Add(Codec);
        command.Add(RequiredAcks);
        command.Add(Property);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string topic = VerbOptions.Require(parsed.GetValue(Topic), "--topic", "console-producer");
        LineFormat format = LineFormat.From(VerbOptions.ReadPairs("--property", parsed.GetValue(Property)!));
        Acks acks = ParseAcks(parsed.GetValue(RequiredAcks));
        await using KafkaClient client =
            await VerbOptions.ConnectAsync(parsed.GetValue(BootstrapServer)!, cancellationToken);
        await using KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions
        {
            Compression = ParseCodec(parsed.GetValue(Codec)),
            Acks = acks,
            Idempotence = acks == Acks.All,
        });
        await SendLinesAsync(producer, topic, format, cancellationToken);
        return 0;
    }

    private static async Task SendLinesAsync(
        KafkaProducer producer, string topic, LineFormat format, CancellationToken cancellationToken)
    {
        // Sends run on while lines are read; the first one that failed is the error of the whole run.
        var pending = new Queue<Task<ProducedRecord>>();
        bool isInteractive = !Console.IsInputRedirected;
        await using Stream input = Console.OpenStandardInput();
        using var lines = new StreamReader(input, Encoding.UTF8);
        for (int number = 1; ; number++)
        {
            if (isInteractive)
            {
                await Console.Out.WriteAsync('>');
            }

            if (await lines.ReadLineAsync(cancellationToken) is not { } line)
            {
                break;
            }

            (ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value) = format.Parse(line, number);
            pending.Enqueue(producer.SendAsync(topic, key, value, ct: cancellationToken).AsTask());
            while (pending.TryPeek(out Task<ProducedRecord>? oldest) && oldest.IsCompleted)
            {
                await pending.Dequeue();
            }
        }

        await producer.FlushAsync(cancellationToken);
        await Task.WhenAll(pending);
    }

    private static CompressionType ParseCodec(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return CompressionType.None;
        }

        return Enum.TryParse(text, ignoreCase: true, out CompressionType codec)
            ? codec
            : throw new UsageException($"--compression-codec takes none, gzip, snappy, lz4 or zstd, not '{text}'.");
    }

    private static Acks ParseAcks(string? text) => text switch
    {
        null or "all" or "-1" => Acks.All,
        "1" => Acks.Leader,
        "0" => Acks.None,
        _ => throw new UsageException($"--request-required-acks takes all, -1, 1 or 0, not '{text}'."),
    };

    /// <summary>How a line becomes a record.</summary>
    private sealed record LineFormat(bool ParsesKey, string Separator, string? NullMarker)
    {
        internal static LineFormat From(Dictionary<string, string> properties)
        {
            string[] known = ["parse.key", "key.separator", "null.marker"];
            if (properties.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            {
                throw new UsageException($"--property {unknown} is not known; use {string.Join(", ", known)}.");
            }

            return new LineFormat(
                properties.GetValueOrDefault("parse.key") == "true",
                properties.GetValueOrDefault("key.separator", "\t"),
                properties.GetValueOrDefault("null.marker"));
        }

        internal (ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value) Parse(string line, int number)
        {
            if (!ParsesKey)
            {
                return (null, Bytes(line));
            }

            int at = line.IndexOf(Separator, StringComparison.Ordinal);
            return at >= 0
                ? (Bytes(line[..at]), Bytes(line[(at + Separator.Length)..]))
                : throw new UsageException($"No key separator found on line number {number}: '{line}'.");
        }

        private ReadOnlyMemory<byte>? Bytes(string text) => text == NullMarker ? null : Encoding.UTF8.GetBytes(text);
    }
}
