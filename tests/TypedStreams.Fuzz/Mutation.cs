// Damage that looks like what goes wrong: flipped bits, lengths and counts at their extremes, cuts, repeats, splices.
using System.Buffers.Binary;

namespace TypedStreams.Fuzz;

internal static class Mutation
{
    private static readonly int[] Extremes =
        [-1, -2, 0, 1, 127, 128, 255, 32_767, 65_536, int.MaxValue, int.MaxValue - 1, int.MinValue, 1 << 28];

    public static byte[] Damage(Random random, byte[] bytes)
    {
        for (int i = random.Next(5); i > 0 && bytes.Length > 0; i--)
            bytes = Once(random, bytes);
        return bytes;
    }

    private static byte[] Once(Random random, byte[] bytes)
    {
        int at = random.Next(bytes.Length);
        int extreme = Extremes[random.Next(Extremes.Length)];
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2 when at + sizeof(int) <= bytes.Length:
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), extreme);
                return bytes;
            case 3 when at + sizeof(short) <= bytes.Length:
                BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(at), (short)extreme);
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                // A varint of five bytes in the place of one.
                return [.. bytes[..at], 0xff, 0xff, 0xff, 0xff, (byte)random.Next(256), .. bytes[(at + 1)..]];
            case 6:
                return [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
            default:
                return [.. bytes, .. bytes[at..]];
        }
    }
}
