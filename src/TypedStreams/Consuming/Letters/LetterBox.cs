// Where the messages of one topic go that cannot be handled, and what is written on them. One for the topic itself
// (delivery 0) and one for each of its retry topics. Decides and formats; sends only what an at-least-once group has
// to, because an exactly-once one sends in its transaction.

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Producing;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Rules;

namespace TypedStreams.Consuming.Letters;

/// <param name="group">The consumer group, as the cluster knows it.</param>
/// <param name="addresses">Where letters of the topic go.</param>
/// <param name="delivery">0 for the topic itself, then the number of the retry topic.</param>
/// <param name="producer">Sends letters; null when the transaction of the partition does.</param>
/// <param name="time">Says when the next delivery is due.</param>
/// <param name="logger">Hears of every letter.</param>
internal sealed partial class LetterBox(
    string group,
    LetterAddresses addresses,
    int delivery,
    KafkaProducer? producer,
    TimeProvider time,
    ILogger logger)
{
    private const int MaxErrorCharacters = 1024;

    private static readonly HashSet<string> OwnHeaders =
    [
        LetterHeaders.OriginTopic, LetterHeaders.OriginPartition, LetterHeaders.OriginOffset,
        LetterHeaders.OriginTimestamp, LetterHeaders.Group, LetterHeaders.Attempt, LetterHeaders.ErrorType,
        LetterHeaders.ErrorMessage, LetterHeaders.Due,
    ];

    /// <summary>False for records of the topic itself: they were sent by applications.</summary>
    internal bool IsOfRetryTopic => delivery > 0;

    /// <summary>True when letters wait for the transaction.</summary>
    internal bool IsTransactional => producer is null;

    /// <summary>The letter for a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="delivered">Where it was sent, and how often it was handled before this delivery.</param>
    /// <param name="attempts">Calls of the handler in all.</param>
    /// <param name="failure">Why it is put aside.</param>
    /// <param name="isReadable">False when another delivery could not help.</param>
    internal Letter Address(
        in ConsumedRecord record, in Delivered delivered, int attempts, Exception failure, bool isReadable)
    {
        // What a rule refuses goes where the rule says, if it says so.
        var refusal = isReadable ? null : failure as RuleException;
        var goesOn = isReadable && delivery < addresses.Waits.Count;
        var topic = goesOn ? addresses.Retries[delivery] : refusal?.DeadLetterTopic ?? addresses.Dead;
        var headers = new List<RecordHeader>();
        foreach (var header in record.Headers)
        {
            if (!OwnHeaders.Contains(header.Key))
            {
                headers.Add(header);
            }
        }

        Add(LetterHeaders.OriginTopic, delivered.Origin.Topic);
        Add(LetterHeaders.OriginPartition, Number(delivered.Origin.Partition));
        Add(LetterHeaders.OriginOffset, Number(delivered.Origin.Offset));
        Add(LetterHeaders.OriginTimestamp, Number(delivered.Origin.Timestamp.ToUnixTimeMilliseconds()));
        Add(LetterHeaders.Group, group);
        Add(LetterHeaders.Attempt, Number(attempts));
        Add(LetterHeaders.ErrorType, failure.GetType().FullName ?? failure.GetType().Name);
        Add(LetterHeaders.ErrorMessage, Cut(Words(delivered, failure)));
        if (goesOn)
        {
            var due = time.GetUtcNow() + addresses.Waits[delivery];
            Add(LetterHeaders.Due, Number(due.ToUnixTimeMilliseconds()));
        }

        if (refusal is not null)
        {
            headers.AddRange(RuleHeaders.Of(refusal, delivered.Origin.Topic));
        }

        return new Letter(topic, new EncodedRecord(record.Key, record.Value), new Client.SendOptions
        {
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs),
            Headers = headers,
        });

        void Add(string name, string value) => headers.Add(new RecordHeader(name, Encoding.UTF8.GetBytes(value)));
    }

    /// <summary>Sends a letter; completes when it is acknowledged.</summary>
    /// <exception cref="InvalidOperationException">It was not written: the partition has to stop.</exception>
    internal async Task SendAsync(Letter letter, Exception failure)
    {
        try
        {
            await producer!.SendAsync(letter.Topic, letter.Record, letter.Options);
        }
        catch (KafkaException refusal)
        {
            throw new InvalidOperationException(
                $"{failure.Message} It was to be put aside to topic '{letter.Topic}', which failed as well: "
                + refusal.Message,
                refusal);
        }
    }

    internal void Log(TopicPartition partition, long offset, Letter letter, Exception failure) =>
        LogPutAside(logger, group, partition.Topic, partition.Partition, offset, letter.Topic, failure);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What was wrong with the data, and where that lies, so that the words can be read alone.</summary>
    private static string Words(in Delivered delivered, Exception failure) => failure
        is MalformedDataException or UnreadableMessageException
            ? FormattableString.Invariant($"{delivered.Origin.Topic}-{delivered.Origin.Partition} offset ")
                + FormattableString.Invariant($"{delivered.Origin.Offset}: {failure.Message}")
            : failure.Message;

    private static string Cut(string message)
    {
        if (message.Length <= MaxErrorCharacters)
        {
            return message;
        }

        // Never between the two halves of one character.
        const int Last = MaxErrorCharacters - 1;
        return message[..(char.IsHighSurrogate(message[Last]) ? Last : MaxErrorCharacters)];
    }

    [LoggerMessage(9, LogLevel.Warning,
        "Consumer group {Group}: the message at {Topic}-{Partition} offset {Offset} is put aside to topic {Letters}")]
    private static partial void LogPutAside(
        ILogger logger, string group, string topic, int partition, long offset, string letters, Exception failure);
}
