// Growing arrays while blocks are read. The usual single block gets its exact size; many small blocks, which only a
// strange or hostile writer makes, get doubling, so that the work stays linear in the data.

namespace TypedStreams.Avro;

/// <summary>What generated readers collect array items with.</summary>
public static class AvroItems
{
    /// <summary>Makes room for a block.</summary>
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

    /// <summary>Cuts the room that was not used.</summary>
    public static void Trim<T>(ref T[] items, int length)
    {
        if (items.Length != length)
        {
            Array.Resize(ref items, length);
        }
    }
}
