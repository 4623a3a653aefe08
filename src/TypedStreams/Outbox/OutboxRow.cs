// A message in the outbox: encoded as it will lie in its topic, so that the relay knows nothing of types or schemas.

using System.Buffers;
using TypedStreams.Pipelines;
using TypedStreams.Producing;

namespace TypedStreams.Outbox;

internal sealed record OutboxRow(
    string Topic, int? Partition, byte[]? Key, byte[] Value, IReadOnlyList<MessageHeader> Headers, long TimestampMs)
{
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
            options.Headers ?? [],
            timestamp.ToUnixTimeMilliseconds());
    }
}
