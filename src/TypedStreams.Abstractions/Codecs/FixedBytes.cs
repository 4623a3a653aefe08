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

    [DoesNotReturn]
    private static void ThrowWrongLength(int length, int size) =>
        throw new ArgumentException($"A [Fixed({size})] member holds {length} bytes.");
}
