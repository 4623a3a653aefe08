using System.Buffers;

namespace TypedStreams;

/// <summary>
/// A message whose one format is Protocol Buffers: its <see cref="IMessageCodec{TSelf, TFormat}"/> is what it is as a
/// message. Implemented by generated code, which would else say everything twice.
/// </summary>
/// <typeparam name="TSelf">The message type itself.</typeparam>
public interface IProtobufMessage<TSelf> : IMessage<TSelf>, IMessageCodec<TSelf, ProtobufFormat>
    where TSelf : IProtobufMessage<TSelf>
{
    /// <inheritdoc/>
    static SchemaFormat IMessage<TSelf>.SchemaFormat => SchemaFormat.Protobuf;

    /// <inheritdoc/>
    static string IMessageCodec<TSelf, ProtobufFormat>.SchemaText => MessageMembers.SchemaText<TSelf>();

    /// <inheritdoc/>
    static ulong IMessageCodec<TSelf, ProtobufFormat>.SchemaFingerprint => MessageMembers.SchemaFingerprint<TSelf>();

    /// <inheritdoc/>
    static void IMessageCodec<TSelf, ProtobufFormat>.Write(TSelf message, IBufferWriter<byte> output) =>
        MessageMembers.Write(message, output);

    /// <inheritdoc/>
    static TSelf IMessageCodec<TSelf, ProtobufFormat>.Read(ReadOnlySpan<byte> payload) =>
        MessageMembers.Read<TSelf>(payload);
}
