// A message in the outbox: encoded as it will lie in its topic, so that the relay knows nothing of types or schemas.

using System.Buffers;
using System.Diagnostics;
using TypedStreams.Consuming.Letters;
using TypedStreams.Pipelines;
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

    internal static OutboxRow Of<T>(T message, OutputRoute route, SendOptions options)
        where T : IMessage<T>
    {
        var bytes = new ArrayBufferWriter<byte>();
        T.WriteKey(message, bytes);
        var key = T.HasKey ? bytes.WrittenSpan.ToArray() : null;
        bytes.ResetWrittenCount();
        Framing.WritePrefix(bytes, route.SchemaId, T.SchemaFormat);
        T.Write(message, bytes);
        var timestamp = options.Timestamp ?? TimeProvider.System.GetUtcNow();
        return new OutboxRow(
            route.Topic,
            options.Partition,
            key,
            bytes.WrittenSpan.ToArray(),
            Traced(options.Headers ?? []),
            timestamp.ToUnixTimeMilliseconds());
    }

    /// <summary>The headers, with the trace of the code that sends unless they carry one.</summary>
    private static IReadOnlyList<MessageHeader> Traced(IReadOnlyList<MessageHeader> headers) =>
        Instruments.Source.HasListeners() && Activity.Current is { } activity
        && !headers.Any(header => header.Name == Instruments.TraceParent)
            ? [.. headers, .. Instruments.Propagated(activity)]
            : headers;
}
