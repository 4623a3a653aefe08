// What stands before every value (Confluent's wire format): a zero byte, the schema's id as four bytes, big-endian, and
// for Protobuf the path to the message within its file as zig-zag varints: how many steps, then the steps. The path of
// the first message, [0], is written as a single zero.
// Read, never written here: a schema named by its GUID, a byte of one and sixteen bytes in the order they are printed,
// either before the value or as a header, which then has the path too and leaves the value bare.
using System.Buffers;
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Producing;

internal static class Framing
{
    internal const int PrefixBytes = 5;
    internal const int GuidPrefixBytes = 17;
    internal const string GuidHeader = "__value_schema_id";

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

    /// <summary>False when the bytes do not start with the GUID of a schema.</summary>
    internal static bool TryReadGuid(ReadOnlySpan<byte> bytes, out Guid guid)
    {
        bool isRead = bytes.Length >= GuidPrefixBytes && bytes[0] == 1;
        guid = isRead ? new Guid(bytes[1..GuidPrefixBytes], bigEndian: true) : default;
        return isRead;
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
