// Arrays of scalars: the loops that each generated codec would otherwise repeat, compiled once for each kind of item.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using TypedStreams.Codecs;

namespace TypedStreams.Avro;

/// <summary>Reads and writes arrays whose items are scalars. For generated codecs.</summary>
public static class AvroArrays
{
    /// <summary>Reads an array. Counts are checked against the bytes that remain before room is allocated.</summary>
    /// <param name="reader">At the array; behind it afterwards.</param>
    /// <typeparam name="T">The item.</typeparam>
    /// <typeparam name="TItem">How it is encoded.</typeparam>
    /// <exception cref="MalformedDataException">The data is no such array.</exception>
    public static T[] Read<T, TItem>(ref AvroReader reader)
        where TItem : struct, IAvroItem<T>
    {
        // Nearly all writers make one block, so its items get an array of their size at once.
        var count = reader.ReadBlockCount(TItem.MinBytes);
        var items = CodecItems.Room<T>(count);
        var length = 0;
        while (count != 0)
        {
            while (count-- > 0)
            {
                items[length++] = TItem.Read(ref reader);
            }

            count = reader.ReadBlockCount(TItem.MinBytes);
            CodecItems.Grow(ref items, length, count);
        }

        CodecItems.Trim(ref items, length);
        return items;
    }

    /// <summary>As <see cref="Read{T, TItem}"/>, into an immutable array.</summary>
    public static ImmutableArray<T> ReadImmutable<T, TItem>(ref AvroReader reader)
        where TItem : struct, IAvroItem<T> =>
        ImmutableCollectionsMarshal.AsImmutableArray(Read<T, TItem>(ref reader));

    /// <summary>As <see cref="Read{T, TItem}"/>, into a list.</summary>
    public static List<T> ReadList<T, TItem>(ref AvroReader reader)
        where TItem : struct, IAvroItem<T>
    {
        var items = new List<T>();
        for (var count = reader.ReadBlockCount(TItem.MinBytes); count != 0;
            count = reader.ReadBlockCount(TItem.MinBytes))
        {
            items.EnsureCapacity(items.Count + count);
            while (count-- > 0)
            {
                items.Add(TItem.Read(ref reader));
            }
        }

        return items;
    }

    /// <summary>Writes an array as one block.</summary>
    /// <param name="value">The items.</param>
    /// <param name="writer">Where it goes.</param>
    /// <typeparam name="T">The item.</typeparam>
    /// <typeparam name="TItem">How it is encoded.</typeparam>
    /// <exception cref="ArgumentNullException">There is no array.</exception>
    public static void Write<T, TItem>(T[] value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteItems<T, TItem>(value, ref writer);
    }

    /// <summary>Writes an array as one block; one that was never made, as an empty one.</summary>
    /// <inheritdoc cref="Write{T, TItem}(T[], ref AvroWriter)"/>
    public static void Write<T, TItem>(ImmutableArray<T> value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T> => WriteItems<T, TItem>(value.AsSpan(), ref writer);

    /// <inheritdoc cref="Write{T, TItem}(T[], ref AvroWriter)"/>
    public static void Write<T, TItem>(List<T> value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteItems<T, TItem>(CollectionsMarshal.AsSpan(value), ref writer);
    }

    /// <inheritdoc cref="Write{T, TItem}(T[], ref AvroWriter)"/>
    public static void Write<T, TItem>(IReadOnlyList<T> value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteBlockStart(value.Count);
        if (value.Count == 0)
        {
            return;
        }

        // An index instead of foreach: the enumerator of an interface is an allocation.
        for (var i = 0; i < value.Count; i++)
        {
            TItem.Write(value[i], ref writer);
        }

        writer.WriteBlockEnd();
    }

    /// <inheritdoc cref="Write{T, TItem}(T[], ref AvroWriter)"/>
    public static void Write<T, TItem>(IList<T> value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteBlockStart(value.Count);
        if (value.Count == 0)
        {
            return;
        }

        for (var i = 0; i < value.Count; i++)
        {
            TItem.Write(value[i], ref writer);
        }

        writer.WriteBlockEnd();
    }

    private static void WriteItems<T, TItem>(ReadOnlySpan<T> value, ref AvroWriter writer)
        where TItem : struct, IAvroItem<T>
    {
        writer.WriteBlockStart(value.Length);
        if (value.IsEmpty)
        {
            return;
        }

        foreach (var item in value)
        {
            TItem.Write(item, ref writer);
        }

        writer.WriteBlockEnd();
    }
}
