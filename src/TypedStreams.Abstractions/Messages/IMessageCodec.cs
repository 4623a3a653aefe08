// One format of a message type. A message has its topic's format and, by choice, others beside it from the same record.

using System.Buffers;

namespace TypedStreams;

/// <summary>
/// The codec of a message type in one format. Implemented by generated code for <see cref="MessageAttribute.Format"/>
/// and each of <see cref="MessageAttribute.AlsoFormats"/>. Static and without state: any thread.
/// </summary>
/// <typeparam name="TSelf">The message type itself.</typeparam>
/// <typeparam name="TFormat">
/// <see cref="AvroFormat"/>, <see cref="ProtobufFormat"/> or <see cref="JsonFormat"/>.
/// </typeparam>
public interface IMessageCodec<TSelf, TFormat>
    where TSelf : IMessageCodec<TSelf, TFormat>
    where TFormat : ISchemaFormat
{
    /// <summary>The schema: Avro JSON, a .proto file, or a JSON Schema.</summary>
    static abstract string SchemaText { get; }

    /// <summary>
    /// What tells two schemas apart (Avro: CRC-64-AVRO of the Parsing Canonical Form; else FNV-1a of the text).
    /// </summary>
    static abstract ulong SchemaFingerprint { get; }

    /// <summary>Appends the value's encoding, without any framing.</summary>
    /// <exception cref="ArgumentException">A member holds what the schema cannot: do not retry.</exception>
    static abstract void Write(TSelf message, IBufferWriter<byte> output);

    /// <summary>Decodes a value. Bytes after the value are an error.</summary>
    /// <exception cref="MalformedDataException">The bytes are not such a value: do not retry.</exception>
    static abstract TSelf Read(ReadOnlySpan<byte> payload);
}
