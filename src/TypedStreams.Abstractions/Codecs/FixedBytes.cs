using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Codecs;

/// <summary>The length of a <see cref="FixedAttribute"/> member, checked in both directions.</summary>
public static class FixedBytes
{
    /// <summary>Checks bytes that are to be written.</summary>
    /// <exception cref="ArgumentException">There are more or fewer than the schema says.</exception>
    public static void Require(int length, int size)
    {
        if (length != size)
        {
            ThrowWrongLength(length, size);
        }
    }

    /// <summary>Checks bytes that were read.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="size">How many the schema says.</param>
    /// <param name="position">Zero-based byte after them.</param>
    public static byte[] Check(byte[] bytes, int size, int position)
    {
        if (bytes.Length != size)
        {
            MalformedDataException.Throw($"{bytes.Length} bytes stand where {size} are expected", position);
        }

        return bytes;
    }

    /// <summary>Checks bytes that are read in place.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="size">How many the schema says.</param>
    /// <param name="position">Zero-based byte after them.</param>
    public static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> bytes, int size, int position)
    {
        if (bytes.Length != size)
        {
            MalformedDataException.Throw($"{bytes.Length} bytes stand where {size} are expected", position);
        }

        return bytes;
    }

    /// <summary>So many zeros: what a Protobuf member has that is not there.</summary>
    /// <param name="size">How many, 0 to 65,536, the most that a member may have.</param>
    public static ReadOnlySpan<byte> Zeros(int size) => AllZeros.Bytes.AsSpan(0, size);

    [DoesNotReturn]
    private static void ThrowWrongLength(int length, int size) =>
        throw new ArgumentException($"A [Fixed({size})] member holds {length} bytes.");

    /// <summary>Made at the first question for them.</summary>
    private static class AllZeros
    {
        internal static readonly byte[] Bytes = new byte[65_536];
    }
}
