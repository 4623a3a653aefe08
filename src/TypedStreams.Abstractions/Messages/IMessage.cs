// The contract of a message type, all of it static: an open generic such as IProducer<T> needs no registration, no
// reflection and no look-up to encode a T. Format-neutral on purpose: Protobuf and JSON implement the same members.

using System.Buffers;

namespace TypedStreams;

/// <summary>
/// What the generator knows of a message type. Implemented by generated code on every <see cref="MessageAttribute"/>
/// type; the members are explicit, so they are reached through a type parameter and never clash with the type's own.
/// </summary>
/// <typeparam name="TSelf">The message type itself.</typeparam>
public interface IMessage<TSelf>
    where TSelf : IMessage<TSelf>
{
    /// <summary>The Kafka topic.</summary>
    static abstract string Topic { get; }

    /// <summary>The schema registry subject of the value. Default: the topic's name and <c>-value</c>.</summary>
    static virtual string Subject => TSelf.Topic + "-value";

    /// <summary>
    /// True when the type says itself what its <see cref="Subject"/> is (<see cref="MessageAttribute.Subject"/>,
    /// <see cref="MessageAttribute.SubjectNameStrategy"/>); false leaves it to the application's setting.
    /// </summary>
    static virtual bool HasOwnSubject => false;

    /// <summary>Encoding of the value.</summary>
    static abstract SchemaFormat SchemaFormat { get; }

    /// <summary>
    /// The schema as it is registered (Avro: compact JSON in Avro Java's attribute order; a .proto file; JSON Schema).
    /// </summary>
    static abstract string SchemaText { get; }

    /// <summary>
    /// What tells two schemas apart for decoding (Avro: CRC-64-AVRO of the Parsing Canonical Form; else FNV-1a of the
    /// text). Equal means <see cref="Read(ReadOnlySpan{byte})"/> reads the other's bytes as they are.
    /// </summary>
    static abstract ulong SchemaFingerprint { get; }

    /// <summary>True when a member is marked <see cref="KeyAttribute"/>.</summary>
    static virtual bool HasKey => false;

    /// <summary>Appends the value's encoding, without any framing.</summary>
    /// <exception cref="ArgumentException">A member holds what the schema cannot: do not retry.</exception>
    static abstract void Write(TSelf message, IBufferWriter<byte> output);

    /// <summary>Decodes a value written with this very schema. Bytes after the value are an error.</summary>
    /// <exception cref="MalformedDataException">The bytes are not such a value: do not retry.</exception>
    static abstract TSelf Read(ReadOnlySpan<byte> payload);

    /// <summary>True when values in this format can be read too.</summary>
    static virtual bool Reads(SchemaFormat format) => format == TSelf.SchemaFormat;

    /// <summary>Decodes a value of one of the formats that <see cref="Reads(SchemaFormat)"/> names.</summary>
    /// <exception cref="MalformedDataException">The bytes are not such a value: do not retry.</exception>
    static virtual TSelf Read(SchemaFormat format, ReadOnlySpan<byte> payload) => format == TSelf.SchemaFormat
        ? TSelf.Read(payload)
        : throw new NotSupportedException($"{typeof(TSelf).Name} has no {format} codec; add it to AlsoFormats.");

    /// <summary>
    /// True when values of a writer's schema with this fingerprint can be read: the type's own, and for Avro every
    /// version that the project records for the subject and that this type can read.
    /// </summary>
    static virtual bool Reads(ulong writtenFingerprint) => writtenFingerprint == TSelf.SchemaFingerprint;

    /// <summary>
    /// Decodes a value of one of the schemas that <see cref="Reads(ulong)"/> names: what the writer lacks has its
    /// default, what only the writer has is passed over.
    /// </summary>
    /// <exception cref="MalformedDataException">The bytes are not such a value: do not retry.</exception>
    static virtual TSelf Read(ulong writtenFingerprint, ReadOnlySpan<byte> payload) =>
        writtenFingerprint == TSelf.SchemaFingerprint
            ? TSelf.Read(payload)
            : throw new NotSupportedException(
                $"{typeof(TSelf).Name} has no reader for schema {writtenFingerprint:x16}; record it under schemas.");

    /// <summary>Appends the key's encoding; nothing when <see cref="HasKey"/> is false.</summary>
    static virtual void WriteKey(TSelf message, IBufferWriter<byte> output)
    {
    }
}
