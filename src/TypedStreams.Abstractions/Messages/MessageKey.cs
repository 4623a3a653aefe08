// How keys become bytes: as the serializers of Java clients do, so that every client finds the same partition and
// reads the same key. See decisions/001-key-encoding.md.

using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TypedStreams;

/// <summary>
/// An encoded record key. string: UTF-8. int and long: 4 and 8 bytes big-endian. Guid: its 36-character lower-case
/// text. byte[]: as it is. Immutable; the bytes are the key's own copy.
/// </summary>
public readonly struct MessageKey : IEquatable<MessageKey>
{
    private readonly byte[]? _bytes;

    /// <summary>A key of these bytes, which are copied.</summary>
    public MessageKey(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    private MessageKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The encoded key.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>UTF-8 of the string.</summary>
    public static implicit operator MessageKey(string value) => new(Encoding.UTF8.GetBytes(value));

    /// <summary>Four bytes, big-endian.</summary>
    public static implicit operator MessageKey(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return new MessageKey(bytes);
    }

    /// <summary>Eight bytes, big-endian.</summary>
    public static implicit operator MessageKey(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return new MessageKey(bytes);
    }

    /// <summary>The text form "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" in lower case.</summary>
    public static implicit operator MessageKey(Guid value) => new(Encoding.ASCII.GetBytes(value.ToString("D")));

    /// <summary>Appends a string key.</summary>
    public static void Write(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);

    /// <summary>Appends an int key.</summary>
    public static void Write(int value, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    /// <summary>Appends a long key.</summary>
    public static void Write(long value, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    /// <summary>Appends a Guid key.</summary>
    public static void Write(Guid value, IBufferWriter<byte> output)
    {
        value.TryFormat(output.GetSpan(36), out var written, "D");
        output.Advance(written);
    }

    /// <summary>Appends a key that is bytes already.</summary>
    public static void Write(byte[] value, IBufferWriter<byte> output) => output.Write(value);

    /// <summary>True when both keys are the same bytes.</summary>
    public static bool operator ==(MessageKey left, MessageKey right) => left.Equals(right);

    /// <summary>True when the keys differ in a byte.</summary>
    public static bool operator !=(MessageKey left, MessageKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MessageKey other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The bytes in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes.Span);
}
