// What stands before every value (Confluent's wire format): a zero byte, the schema's id as four bytes, big-endian, and
// for Protobuf the path to the message within its file as zig-zag varints: how many steps, then the steps. The path of
// the first message, [0], is written as a single zero.
// Or a schema is named by its GUID, a byte of one and sixteen bytes in the order they are printed: as a header, which
// then has the path too and leaves the value bare, or, which is read and never written here, before the value.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Producing;

internal static class Framing
{
    internal const int PrefixBytes = 5;
    internal const int GuidPrefixBytes = 17;
    internal const string GuidHeader = "__value_schema_id";

    /// <summary>What stands before a value.</summary>
    /// <param name="schemaId">The schema.</param>
    /// <param name="format">Its format.</param>
    /// <param name="messageIndex">The place of a top-level Protobuf message in its file.</param>
    internal static byte[] Prefix(int schemaId, SchemaFormat format, int messageIndex)
    {
        var id = new byte[PrefixBytes];
        BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(1), schemaId);
        return [.. id, .. Path(format, messageIndex)];
    }

    /// <summary>The header that names the schema of a bare value.</summary>
    internal static RecordHeader Header(Guid guid, SchemaFormat format, int messageIndex) =>
        new(GuidHeader, (byte[])[1, .. guid.ToByteArray(bigEndian: true), .. Path(format, messageIndex)]);

    private static byte[] Path(SchemaFormat format, int messageIndex)
    {
        if (format != SchemaFormat.Protobuf)
        {
            return [];
        }

        if (messageIndex == 0)
        {
            return [0];
        }

        const int Steps = 1;
        var path = new byte[Varint.SizeOf(Steps) + Varint.SizeOf(messageIndex)];
        Varint.Write(path.AsSpan(Varint.Write(path, Steps)), messageIndex);
        return path;
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
