// decimal to unscaled integer and back. Exact or an error: a value that does not fit the scale is never rounded. With
// at most 28 digits every unscaled value fits 96 bits, so Int128 holds all intermediate results. Values of at most 18
// digits, which is nearly all money, stay in 64 bits.

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Avro;

internal static class AvroDecimal
{
    private const int MaxSmallDigits = 18;

    private static readonly Int128[] PowersOfTen = BuildPowers();

    private static readonly long[] SmallPowers =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    /// <summary>The unscaled value when it has at most 18 digits and no decimals to lose; else false.</summary>
    internal static bool TryUnscaleSmall(decimal value, int precision, int scale, out long unscaled)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        var shift = scale - value.Scale;
        var limit = (ulong)SmallPowers[Math.Min(precision, MaxSmallDigits)];
        unscaled = 0;
        if (bits[2] != 0 || (uint)shift > MaxSmallDigits
            || Math.BigMul(magnitude, (ulong)SmallPowers[shift], out magnitude) != 0 || magnitude >= limit)
        {
            return false;
        }

        unscaled = bits[3] < 0 ? -(long)magnitude : (long)magnitude;
        return true;
    }

    /// <summary>Writes the least big-endian two's complement into 8 bytes of room and says how many it took.</summary>
    internal static int WriteBigEndian(long value, Span<byte> target)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(value < 0 ? ~value : value));
        var length = (bits / 8) + 1;
        BinaryPrimitives.WriteInt64BigEndian(target, value << (64 - (length * 8)));
        return length;
    }

    /// <summary>Reads 1 to 8 bytes of big-endian two's complement.</summary>
    internal static decimal ReadSmall(ReadOnlySpan<byte> bytes, int scale)
    {
        long value = (sbyte)bytes[0];
        foreach (var b in bytes[1..])
        {
            value = (value << 8) | b;
        }

        var magnitude = value < 0 ? (ulong)-value : (ulong)value;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, value < 0, (byte)scale);
    }

    internal static Int128 Unscale(decimal value, int precision, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = new Int128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var shift = scale - value.Scale;
        if (shift > 0)
        {
            // 96 bits times a power that pushes past the precision would overflow: compare before multiplying.
            if (unscaled > PowersOfTen[precision] / PowersOfTen[shift])
            {
                ThrowTooLarge(value, precision, scale);
            }

            unscaled *= PowersOfTen[shift];
        }
        else if (shift < 0)
        {
            (unscaled, var lost) = Int128.DivRem(unscaled, PowersOfTen[-shift]);
            if (lost != 0)
            {
                ThrowTooFine(value, scale);
            }
        }

        if (unscaled >= PowersOfTen[precision])
        {
            ThrowTooLarge(value, precision, scale);
        }

        return bits[3] < 0 ? -unscaled : unscaled;
    }

    /// <summary>False when the value needs more than the 96 bits of a decimal.</summary>
    internal static bool TryScale(Int128 unscaled, int scale, out decimal value)
    {
        var magnitude = (UInt128)Int128.Abs(unscaled);
        value = 0;
        if (magnitude >> 96 != 0)
        {
            return false;
        }

        var low = (ulong)magnitude;
        value = new decimal((int)low, (int)(low >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)scale);
        return true;
    }

    internal static int ByteCount(Int128 value)
    {
        var bits = value < 0 ? Int128.LeadingZeroCount(~value) : Int128.LeadingZeroCount(value);
        return (128 - (int)bits) / 8 + 1;
    }

    internal static void WriteBigEndian(Int128 value, Span<byte> target)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }
    }

    internal static Int128 ReadBigEndian(ReadOnlySpan<byte> bytes)
    {
        Int128 value = bytes.Length > 0 && (sbyte)bytes[0] < 0 ? -1 : 0;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
        }

        return value;
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(decimal value, int precision, int scale) => throw new ArgumentException(
        $"{value} needs more than the {precision} digits ({scale} of them decimals) of "
        + $"[Decimal({precision}, {scale})]; raise the precision or check the value.");

    [DoesNotReturn]
    private static void ThrowTooFine(decimal value, int scale) => throw new ArgumentException(
        $"{value} has more than {scale} decimals, which the schema cannot hold; round it before sending.");

    private static Int128[] BuildPowers()
    {
        var powers = new Int128[29];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
