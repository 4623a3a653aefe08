// CRC-32C (Castagnoli), the checksum of Kafka's record batches and producer snapshots.
// Bytes in, number out; no state. BitOperations uses the processor's instruction where there is one.
using System.Buffers.Binary;
using System.Numerics;

namespace TypedStreams.Protocol.Records;

/// <summary>CRC-32C with the reflected Castagnoli polynomial, as RFC 3720 defines it and Kafka stores it.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="data"/>; 0 for an empty span.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>
    /// Continues a checksum: <c>Append(Compute(a), b)</c> equals <c>Compute(a + b)</c>.
    /// </summary>
    /// <param name="checksum">The finished checksum of the bytes before <paramref name="data"/>.</param>
    /// <param name="data">The bytes that follow.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> data)
    {
        uint crc = ~checksum;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (byte value in data)
            crc = BitOperations.Crc32C(crc, value);

        return ~crc;
    }
}
