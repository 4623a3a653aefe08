// Zig-zag varints, the numbers inside records: small magnitudes of either sign take one byte.
using System.Numerics;

namespace TypedStreams.Protocol.Records;

/// <summary>Kafka's varint and varlong: zig-zag, seven bits a byte, low bits first.</summary>
public static class Varint
{
    /// <summary>Most bytes of a varint.</summary>
    public const int MaxSize = 5;

    /// <summary>Most bytes of a varlong.</summary>
    public const int MaxLongSize = 10;

    /// <summary>Bytes of <paramref name="value"/>, 1 to 5.</summary>
    public static int SizeOf(int value) => (38 - BitOperations.LeadingZeroCount(ZigZag(value) | 1)) / 7;

    /// <summary>Bytes of <paramref name="value"/>, 1 to 10.</summary>
    public static int SizeOf(long value) => (70 - BitOperations.LeadingZeroCount(ZigZag(value) | 1)) / 7;

    /// <summary>Writes <paramref name="value"/> and returns the bytes it took.</summary>
    public static int Write(Span<byte> target, int value) => WriteUnsigned(target, ZigZag(value));

    /// <summary>Writes <paramref name="value"/> and returns the bytes it took.</summary>
    public static int Write(Span<byte> target, long value) => WriteUnsigned(target, ZigZag(value));

    /// <summary>
    /// Reads a varint at <paramref name="position"/> and moves it on. False, with the position unchanged, when the
    /// bytes end or the number has more than 32 bits.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out int value)
    {
        bool read = TryReadUnsigned(source, ref position, maxBits: 32, out ulong raw);
        value = (int)((uint)raw >> 1) ^ -(int)((uint)raw & 1);
        return read;
    }

    /// <summary>As <see cref="TryRead(ReadOnlySpan{byte}, ref int, out int)"/> for up to 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        bool read = TryReadUnsigned(source, ref position, maxBits: 64, out ulong raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return read;
    }

    private static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static int WriteUnsigned(Span<byte> target, ulong value)
    {
        int size = 0;
        for (; value >= 0x80; value >>= 7)
            target[size++] = (byte)(value | 0x80);

        target[size++] = (byte)value;
        return size;
    }

    private static bool TryReadUnsigned(ReadOnlySpan<byte> source, ref int position, int maxBits, out ulong value)
    {
        value = 0;
        int at = position;
        for (int shift = 0; shift < maxBits; shift += 7)
        {
            if ((uint)at >= (uint)source.Length)
                return false;

            byte next = source[at++];
            int bitsLeft = maxBits - shift;
            if (bitsLeft < 7 && next >> bitsLeft != 0)
                return false;

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                position = at;
                return true;
            }
        }

        return false;
    }
}
