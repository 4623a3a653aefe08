namespace TypedStreams.Views;

/// <summary>The entries of an Avro map, in the order in which they were written.</summary>
/// <typeparam name="T">The value: what a property of that type would be.</typeparam>
/// <typeparam name="TItem">How an entry is read.</typeparam>
/// <param name="bytes">The blocks; checked before.</param>
/// <param name="count">How many entries are in them.</param>
public readonly ref struct AvroMap<T, TItem>(ReadOnlySpan<byte> bytes, int count)
    where T : allows ref struct
    where TItem : IAvroItem<ViewEntry<T>>, allows ref struct
{
    private readonly AvroItems<ViewEntry<T>, TItem> _entries = new(bytes, count);

    /// <summary>How many entries there are; one that another writer wrote twice counts twice.</summary>
    public int Count => _entries.Count;

    /// <summary>Starts at the first entry; called by <c>foreach</c>.</summary>
    public AvroItems<ViewEntry<T>, TItem>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    /// <summary>Finds the value of a key by reading all entries; of a key that comes twice, the last counts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value; the type's default when there is none.</param>
    public bool TryGet(string key, out T value)
    {
        var found = false;
        value = default!;
        foreach (var entry in this)
        {
            if (entry.Key.Equals(key))
            {
                found = true;
                value = entry.Value;
            }
        }

        return found;
    }
}
