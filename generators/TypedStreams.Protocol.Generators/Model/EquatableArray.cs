// An array with value equality: the incremental pipeline compares models to decide what to emit again.
using System.Collections;

namespace TypedStreams.Protocol.Generators.Model;

internal readonly struct EquatableArray<T>(IEnumerable<T> items) : System.IEquatable<EquatableArray<T>>, IEnumerable<T>
    where T : System.IEquatable<T>
{
    private readonly T[]? _items = items.ToArray();

    public int Count => _items?.Length ?? 0;

    public T this[int index] => _items![index];

    public bool Equals(EquatableArray<T> other) => this.SequenceEqual(other);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        int hash = 17;
        foreach (T item in this)
            hash = unchecked(hash * 31 + item.GetHashCode());
        return hash;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
