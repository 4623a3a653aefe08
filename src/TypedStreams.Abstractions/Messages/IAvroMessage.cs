using System.Buffers;

namespace TypedStreams;

/// <summary>
/// A message whose one format is Avro: its <see cref="IMessageCodec{TSelf, TFormat}"/> is what it is as a message.
/// Implemented by generated code, which would else say everything twice.
/// </summary>
/// <typeparam name="TSelf">The message type itself.</typeparam>
public interface IAvroMessage<TSelf> : IMessage<TSelf>, IMessageCodec<TSelf, AvroFormat>
    where TSelf : IAvroMessage<TSelf>
{
    /// <inheritdoc/>
    static SchemaFormat IMessage<TSelf>.SchemaFormat => SchemaFormat.Avro;

    /// <inheritdoc/>
    static string IMessageCodec<TSelf, AvroFormat>.SchemaText => MessageMembers.SchemaText<TSelf>();

    /// <inheritdoc/>
    static ulong IMessageCodec<TSelf, AvroFormat>.SchemaFingerprint => MessageMembers.SchemaFingerprint<TSelf>();

    /// <inheritdoc/>
    static void IMessageCodec<TSelf, AvroFormat>.Write(TSelf message, IBufferWriter<byte> output) =>
        MessageMembers.Write(message, output);

    /// <inheritdoc/>
    static TSelf IMessageCodec<TSelf, AvroFormat>.Read(ReadOnlySpan<byte> payload) =>
        MessageMembers.Read<TSelf>(payload);
}
