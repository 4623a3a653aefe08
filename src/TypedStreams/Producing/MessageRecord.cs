// Records as the client's open batch takes them. Structs, so that the generic send is compiled for each message type:
// no boxing, no delegate, and the codec writes where the record will lie on the wire.

using System.Buffers;
using System.Buffers.Binary;
using TypedStreams.Client;

namespace TypedStreams.Producing;

internal readonly struct MessageRecord<T>(T message, int schemaId) : IRecordWriter
    where T : IMessage<T>
{
    public bool HasKey => T.HasKey;

    public bool HasValue => true;

    public void WriteKey(IBufferWriter<byte> output) => T.WriteKey(message, output);

    public void WriteValue(IBufferWriter<byte> output)
    {
        Framing.WritePrefix(output, schemaId);
        T.Write(message, output);
    }
}

internal readonly struct Tombstone(MessageKey key) : IRecordWriter
{
    public bool HasKey => true;

    public bool HasValue => false;

    public void WriteKey(IBufferWriter<byte> output) => output.Write(key.Bytes.Span);

    public void WriteValue(IBufferWriter<byte> output)
    {
    }
}

/// <summary>The prefix of every value: a zero byte and the schema's id, big-endian (Confluent's wire format).</summary>
internal static class Framing
{
    internal const int PrefixBytes = 5;

    internal static void WritePrefix(IBufferWriter<byte> output, int schemaId)
    {
        WritePrefix(output.GetSpan(PrefixBytes), schemaId);
        output.Advance(PrefixBytes);
    }

    internal static void WritePrefix(Span<byte> prefix, int schemaId)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], schemaId);
    }

    /// <summary>False when the value does not start with such a prefix.</summary>
    internal static bool TryReadPrefix(ReadOnlySpan<byte> value, out int schemaId)
    {
        schemaId = 0;
        return value.Length >= PrefixBytes && value[0] == 0
            && BinaryPrimitives.TryReadInt32BigEndian(value[1..], out schemaId);
    }
}
