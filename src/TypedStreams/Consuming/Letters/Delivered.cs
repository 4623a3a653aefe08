// What a record of a retry topic says about itself. Foreign records may be there: what is missing or garbled counts as
// not said.

using System.Buffers.Text;
using System.Text;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming.Letters;

/// <param name="Origin">Where the message was sent.</param>
/// <param name="Attempts">Calls of the handler before this delivery.</param>
internal readonly record struct Delivered(RecordPosition Origin, int Attempts)
{
    /// <summary>The last millisecond of the year 9999, since 1970.</summary>
    private const long LastTimestampMs = 253_402_300_799_999;

    internal static Delivered Of(TopicPartition partition, in ConsumedRecord record)
    {
        var headers = record.Headers;
        var timestampMs = Number(headers, LetterHeaders.OriginTimestamp) is { } said and >= 0 and <= LastTimestampMs
            ? said
            : record.TimestampMs;
        return new Delivered(
            new RecordPosition(
                Text(headers, LetterHeaders.OriginTopic) ?? partition.Topic,
                (int)(Number(headers, LetterHeaders.OriginPartition) ?? partition.Partition),
                Number(headers, LetterHeaders.OriginOffset) ?? record.Offset,
                DateTimeOffset.FromUnixTimeMilliseconds(timestampMs)),
            (int)(Number(headers, LetterHeaders.Attempt) ?? 0));
    }

    /// <summary>Of a record that applications sent.</summary>
    internal static Delivered First(TopicPartition partition, in ConsumedRecord record) => new(
        new RecordPosition(
            partition.Topic,
            partition.Partition,
            record.Offset,
            DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs)),
        Attempts: 0);

    /// <summary>When the record is to be handled, in milliseconds since 1970; 0 for at once.</summary>
    internal static long DueMs(in ConsumedRecord record) => Number(record.Headers, LetterHeaders.Due) ?? 0;

    private static string? Text(RecordHeaders headers, string name) =>
        headers.TryGet(name, out var value) && value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    private static long? Number(RecordHeaders headers, string name) =>
        headers.TryGet(name, out var value) && value is { } bytes
        && Utf8Parser.TryParse(bytes.Span, out long number, out var read) && read == bytes.Length
            ? number
            : null;
}
