// Growing arrays while items arrive. A list that comes in one piece gets its exact size; many small pieces, which only
// a strange or hostile writer makes, get doubling, so that the work stays linear in the data.

using System.Runtime.CompilerServices;

namespace TypedStreams.Codecs;

/// <summary>What generated readers collect list items with.</summary>
public static class CodecItems
{
    private const int FirstRoom = 4;

    /// <summary>Room for the first items, whose number is known.</summary>
    /// <param name="count">How many; checked against the data before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T[] Room<T>(int count) => count == 0 ? [] : new T[count];

    /// <summary>Makes room for items whose number is known.</summary>
    /// <param name="items">The items so far; replaced when too short.</param>
    /// <param name="length">How many of them are read.</param>
    /// <param name="count">How many follow; checked against the data before.</param>
    public static void Grow<T>(ref T[] items, int length, int count)
    {
        var needed = checked(length + count);
        if (needed > items.Length)
        {
            Array.Resize(ref items, (int)Math.Max(needed, Math.Min(length * 2L, Array.MaxLength)));
        }
    }

    /// <summary>Appends an item when it is not known how many follow.</summary>
    /// <param name="items">The items so far; replaced when full.</param>
    /// <param name="length">How many of them are read; one more afterwards.</param>
    /// <param name="item">The item.</param>
    public static void Add<T>(ref T[] items, ref int length, T item)
    {
        if (length == items.Length)
        {
            Grow(ref items, length, length == 0 ? FirstRoom : 1);
        }

        items[length++] = item;
    }

    /// <summary>Cuts the room that was not used.</summary>
    public static void Trim<T>(ref T[] items, int length)
    {
        if (items.Length != length)
        {
            Array.Resize(ref items, length);
        }
    }
}
