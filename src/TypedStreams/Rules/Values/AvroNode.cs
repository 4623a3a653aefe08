// Parts of an Avro value: a scalar, a record, a list or a map, with the bytes it came from. As values of expressions,
// lists and maps are what they are and records are objects with fields.

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Rules.Cel;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

/// <summary>A part of an Avro value; the base class holds scalars, and values that a rule made.</summary>
internal class AvroNode
{
    internal AvroNode(AvroSchema schema, object? value)
    {
        Schema = schema;
        Scalar = value;
        IsChanged = true;
        Start = -1;
    }

    internal AvroNode(AvroSchema schema, int branch, int start)
    {
        Schema = schema;
        Branch = branch;
        Start = start;
    }

    /// <summary>Its schema: of a union the branch, unless a rule made the value.</summary>
    internal AvroSchema Schema { get; }

    /// <summary>The branch of the union it came in; -1 for none.</summary>
    internal int Branch { get; } = -1;

    /// <summary>Where its bytes begin, the branch included; -1 when a rule made it.</summary>
    internal int Start { get; }

    internal int End { get; set; }

    internal bool IsChanged { get; set; }

    internal object? Scalar { get; init; }

    /// <summary>The value as expressions see it.</summary>
    internal virtual object? Value => Scalar;

    internal bool IsMade => Start < 0;
}

internal sealed class AvroRecordNode(AvroRecord schema, int branch, int start)
    : AvroNode(schema, branch, start), ICelObject
{
    internal AvroNode[] Fields { get; } = new AvroNode[schema.Fields.Count];

    internal override object Value => this;

    internal AvroRecord Record => schema;

    public bool TryGet(string field, out object? value)
    {
        var found = schema.Field(field);
        value = found is null ? null : Fields[found.Position].Value;
        return found is not null;
    }

    public bool Has(string field) => TryGet(field, out var value) && value is not null;
}

internal sealed class AvroListNode(AvroArray schema, int branch, int start)
    : AvroNode(schema, branch, start), IReadOnlyList<object?>
{
    internal List<AvroNode> Items { get; } = [];

    internal override object Value => this;

    public int Count => Items.Count;

    public object? this[int index] => Items[index].Value;

    public IEnumerator<object?> GetEnumerator() => Items.Select(item => item.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class AvroMapNode(AvroMap schema, int branch, int start)
    : AvroNode(schema, branch, start), IReadOnlyDictionary<object, object?>
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The entries as they came; of a key that comes twice the last one counts.</summary>
    internal List<KeyValuePair<string, AvroNode>> Entries { get; } = [];

    internal override object Value => this;

    public int Count => _places.Count;

    public IEnumerable<object> Keys => _places.Keys;

    public IEnumerable<object?> Values => _places.Values.Select(place => Entries[place].Value.Value);

    public object? this[object key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(object key) => key is string name && _places.ContainsKey(name);

    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value)
    {
        var place = 0;
        var isThere = key is string name && _places.TryGetValue(name, out place);
        value = isThere ? Entries[place].Value.Value : null;
        return isThere;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _places
        .Select(one => KeyValuePair.Create((object)one.Key, Entries[one.Value].Value.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(string key, AvroNode value)
    {
        _places[key] = Entries.Count;
        Entries.Add(KeyValuePair.Create(key, value));
    }
}
