using System.Buffers;

namespace TypedStreams;

/// <summary>
/// A message whose one format is JSON: its <see cref="IMessageCodec{TSelf, TFormat}"/> is what it is as a message.
/// Implemented by generated code, which would else say everything twice.
/// </summary>
/// <typeparam name="TSelf">The message type itself.</typeparam>
public interface IJsonMessage<TSelf> : IMessage<TSelf>, IMessageCodec<TSelf, JsonFormat>
    where TSelf : IJsonMessage<TSelf>
{
    /// <inheritdoc/>
    static SchemaFormat IMessage<TSelf>.SchemaFormat => SchemaFormat.Json;

    /// <inheritdoc/>
    static string IMessageCodec<TSelf, JsonFormat>.SchemaText => MessageMembers.SchemaText<TSelf>();

    /// <inheritdoc/>
    static ulong IMessageCodec<TSelf, JsonFormat>.SchemaFingerprint => MessageMembers.SchemaFingerprint<TSelf>();

    /// <inheritdoc/>
    static void IMessageCodec<TSelf, JsonFormat>.Write(TSelf message, IBufferWriter<byte> output) =>
        MessageMembers.Write(message, output);

    /// <inheritdoc/>
    static TSelf IMessageCodec<TSelf, JsonFormat>.Read(ReadOnlySpan<byte> payload) =>
        MessageMembers.Read<TSelf>(payload);
}
