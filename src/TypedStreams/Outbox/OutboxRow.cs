// A message in the outbox: encoded as it will lie in its topic, so that the relay knows nothing of types or schemas.

using System.Diagnostics;
using TypedStreams.Consuming.Letters;
using TypedStreams.Producing;
using TypedStreams.Telemetry;

namespace TypedStreams.Outbox;

internal sealed record OutboxRow(
    string Topic, int? Partition, byte[]? Key, byte[] Value, IReadOnlyList<MessageHeader> Headers, long TimestampMs)
{
    /// <summary>Key and value as the client's open batch takes them.</summary>
    internal EncodedRecord Record => new(Key is { } key ? key : default(ReadOnlyMemory<byte>?), Value);

    /// <summary>A record that is put aside; its memory is copied.</summary>
    internal static OutboxRow Of(Letter letter) => new(
        letter.Topic,
        letter.Options.Partition,
        letter.Record.Key?.ToArray(),
        letter.Record.Value?.ToArray() ?? [],
        [.. (letter.Options.Headers ?? []).Select(header => new MessageHeader(header.Key, header.Value))],
        letter.Options.Timestamp!.Value.ToUnixTimeMilliseconds());

    /// <summary>A message that goes out later.</summary>
    /// <exception cref="Rules.RuleException">
    /// A rule of its schema refuses it; it is put aside first, if the rule says so.
    /// </exception>
    internal static async ValueTask<OutboxRow> OfAsync<T>(T message, MessageRoute route, SendOptions options)
        where T : IMessage<T>
    {
        var form = route.Form;
        var refusal = form.Encode(message, route.Topic, out var record);
        if (refusal is not null)
        {
            await route.RefuseAsync(refusal, record, options, form);
        }

        return new OutboxRow(
            route.Topic,
            options.Partition,
            record.Key?.ToArray(),
            record.Value!.Value.ToArray(),
            [.. Traced(options.Headers ?? []), .. FramingOf(form)],
            (options.Timestamp ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds());
    }

    private static IEnumerable<MessageHeader> FramingOf(ValueForm form) =>
        (form.Headers ?? []).Select(header => new MessageHeader(header.Key, header.Value));

    /// <summary>The headers, with the trace of the code that sends unless they carry one.</summary>
    private static IReadOnlyList<MessageHeader> Traced(IReadOnlyList<MessageHeader> headers) =>
        Instruments.Source.HasListeners() && Activity.Current is { } activity
        && !headers.Any(header => header.Name == Instruments.TraceParent)
            ? [.. headers, .. Instruments.Propagated(activity)]
            : headers;
}
