// Parts of a JSON text with their bytes. As values of expressions, objects are maps, arrays are lists, and a number
// without fraction and exponent is whole.

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Rules.Values;

/// <summary>A part of a JSON text; the base class holds scalars, and values that a rule made.</summary>
internal class JsonPart
{
    internal JsonPart(int start) => Start = start;

    /// <summary>A value that a rule made.</summary>
    internal JsonPart(object? value)
    {
        Start = -1;
        Scalar = value;
        IsChanged = true;
    }

    /// <summary>Where its bytes begin; -1 when a rule made it.</summary>
    internal int Start { get; }

    internal int End { get; set; }

    internal bool IsChanged { get; set; }

    internal object? Scalar { get; set; }

    /// <summary>The value as expressions see it.</summary>
    internal virtual object? Value => Scalar;

    internal bool IsMade => Start < 0;
}

internal sealed class JsonListPart(int start) : JsonPart(start), IReadOnlyList<object?>
{
    internal List<JsonPart> Items { get; } = [];

    internal override object Value => this;

    public int Count => Items.Count;

    public object? this[int index] => Items[index].Value;

    public IEnumerator<object?> GetEnumerator() => Items.Select(item => item.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class JsonObjectPart(int start) : JsonPart(start), IReadOnlyDictionary<object, object?>
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The members as they came; of a name that comes twice the last one counts.</summary>
    internal List<KeyValuePair<string, JsonPart>> Members { get; } = [];

    internal override object Value => this;

    public int Count => _places.Count;

    public IEnumerable<object> Keys => _places.Keys;

    public IEnumerable<object?> Values => _places.Values.Select(place => Members[place].Value.Value);

    public object? this[object key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(object key) => key is string name && _places.ContainsKey(name);

    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value)
    {
        var place = 0;
        var isThere = key is string name && _places.TryGetValue(name, out place);
        value = isThere ? Members[place].Value.Value : null;
        return isThere;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _places
        .Select(one => KeyValuePair.Create((object)one.Key, Members[one.Value].Value.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(string name, JsonPart part)
    {
        _places[name] = Members.Count;
        Members.Add(KeyValuePair.Create(name, part));
    }
}
