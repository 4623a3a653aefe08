namespace TypedStreams.Schemas.JsonSchema;

/// <summary>Which properties and items of one value some keyword has looked at and found right.</summary>
internal sealed class Evaluated
{
    private HashSet<string>? _names;
    private HashSet<int>? _items;
    private bool _isEverything;
    private int _first;

    /// <summary>Every property and item.</summary>
    internal void AddAll() => _isEverything = true;

    internal void Add(string name) => (_names ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);

    internal void Add(int item) => (_items ??= []).Add(item);

    /// <summary>The items before an index.</summary>
    internal void AddFirst(int count) => _first = Math.Max(_first, count);

    internal bool Has(string name) => _isEverything || _names?.Contains(name) == true;

    internal bool Has(int item) => _isEverything || item < _first || _items?.Contains(item) == true;

    internal void Add(Evaluated other)
    {
        _isEverything |= other._isEverything;
        AddFirst(other._first);
        foreach (var name in other._names ?? [])
        {
            Add(name);
        }

        foreach (var item in other._items ?? [])
        {
            Add(item);
        }
    }
}
