// The hash that Kafka's Java producer places keys with (org.apache.kafka.common.utils.Utils.murmur2): MurmurHash2 of
// 32 bits, little-endian, with a seed of its own. Records of one key must land where every other client puts them.
using System.Buffers.Binary;

namespace TypedStreams.Client;

/// <summary>Kafka's placement of keys.</summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Factor = 0x5bd1e995;
    private const int Shift = 24;

    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (int)(Hash(key) & 0x7fffffff) % partitions;

    public static uint Hash(ReadOnlySpan<byte> data)
    {
        uint hash = Seed ^ (uint)data.Length;
        while (data.Length >= sizeof(uint))
        {
            uint part = BinaryPrimitives.ReadUInt32LittleEndian(data) * Factor;
            hash = (hash * Factor) ^ ((part ^ (part >> Shift)) * Factor);
            data = data[sizeof(uint)..];
        }

        if (data.Length == 3)
            hash ^= (uint)data[2] << 16;
        if (data.Length >= 2)
            hash ^= (uint)data[1] << 8;
        if (data.Length >= 1)
            hash = (hash ^ data[0]) * Factor;

        hash = (hash ^ (hash >> 13)) * Factor;
        return hash ^ (hash >> 15);
    }
}
