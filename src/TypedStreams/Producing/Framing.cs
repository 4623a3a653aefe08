// What stands before every value (Confluent's wire format): a zero byte, the schema's id as four bytes, big-endian, and
// for Protobuf the path to the message within its file as zig-zag varints: how many steps, then the steps. The path of
// the first message, [0], is written as a single zero.
using System.Buffers;
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Producing;

internal static class Framing
{
    internal const int PrefixBytes = 5;

    private const byte FirstMessage = 0;

    /// <summary>Writes what stands before a value; a generated .proto file has its message first.</summary>
    internal static void WritePrefix(IBufferWriter<byte> output, int schemaId, SchemaFormat format)
    {
        int length = format == SchemaFormat.Protobuf ? PrefixBytes + 1 : PrefixBytes;
        Span<byte> prefix = output.GetSpan(length);
        SetSchemaId(prefix, schemaId);
        if (length > PrefixBytes)
        {
            prefix[PrefixBytes] = FirstMessage;
        }

        output.Advance(length);
    }

    /// <summary>Writes the zero byte and the id over the start of a value.</summary>
    internal static void SetSchemaId(Span<byte> value, int schemaId)
    {
        value[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(value[1..], schemaId);
    }

    /// <summary>False when the value does not start with such a prefix.</summary>
    internal static bool TryReadPrefix(ReadOnlySpan<byte> value, out int schemaId)
    {
        schemaId = 0;
        return value.Length >= PrefixBytes && value[0] == 0
            && BinaryPrimitives.TryReadInt32BigEndian(value[1..], out schemaId);
    }

    /// <summary>
    /// Reads the path to a top-level Protobuf message and cuts it off the payload. False when it is cut off or leads
    /// into another message.
    /// </summary>
    internal static bool TryReadMessageIndex(ref ReadOnlySpan<byte> payload, out int index)
    {
        index = 0;
        int position = 0;
        bool isRead = Varint.TryRead(payload, ref position, out int steps)
            && (steps == 0 || (steps == 1 && Varint.TryRead(payload, ref position, out index) && index >= 0));
        payload = payload[position..];
        return isRead;
    }
}
