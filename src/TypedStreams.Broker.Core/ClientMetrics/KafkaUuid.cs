using System.Buffers.Binary;
using System.Buffers.Text;

namespace TypedStreams.Broker.Core.ClientMetrics;

/// <summary>Ids as Kafka shows and hashes them.</summary>
internal static class KafkaUuid
{
    private const int Bytes = 16;

    /// <summary>Unpadded base64 for addresses, 22 characters.</summary>
    internal static string Text(Guid id)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The four quarters of the id, one over the other.</summary>
    internal static int Hash(Guid id)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long halves = BinaryPrimitives.ReadInt64BigEndian(bytes) ^ BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
        return (int)(halves >> 32) ^ (int)halves;
    }

    /// <summary>Whether an id means nobody: all zero, and the one that Kafka keeps for itself.</summary>
    internal static bool IsReserved(Guid id) => id == Guid.Empty || id == new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
