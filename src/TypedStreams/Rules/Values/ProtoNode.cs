// Parts of a Protobuf message: fields with the bytes they came from, in the order they came; fields that the schema
// does not have among them. As values of expressions, messages are objects whose absent fields have their type's
// empty value.

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Rules.Cel;

namespace TypedStreams.Rules.Values;

internal sealed class ProtoNode(ProtoShape shape) : ICelObject
{
    private Dictionary<ProtoFieldShape, ProtoEntry>? _known;

    internal ProtoShape Shape { get; } = shape;

    internal List<ProtoEntry> Entries { get; } = [];

    /// <summary>Whether its bytes must be written anew.</summary>
    internal bool IsChanged { get; set; }

    internal ProtoEntry? Find(ProtoFieldShape field) => _known?.GetValueOrDefault(field);

    internal void Add(ProtoEntry entry)
    {
        Entries.Add(entry);
        if (entry.Field is { } field)
        {
            (_known ??= []).Add(field, entry);
        }
    }

    /// <summary>Takes a field away, its bytes too.</summary>
    internal void Drop(ProtoFieldShape field)
    {
        if (_known?.Remove(field, out var entry) == true)
        {
            (entry.IsChanged, IsChanged) = (false, true);
            entry.Bytes.Clear();
        }
    }

    public bool TryGet(string field, out object? value)
    {
        var shape = Shape.Find(field);
        value = shape is null ? null
            : Find(shape) is { } entry ? ProtoWellKnown.ToCel(entry.Value)
            : shape.MapKey is not null ? new ProtoMapValue()
            : shape.IsRepeated ? new ProtoListValue()
            : shape.Message is { } message ? ProtoWellKnown.Absent(message)
            : shape.Empty;
        return shape is not null;
    }

    public bool Has(string field) => Shape.Find(field) is { } shape && Find(shape)?.Value switch
    {
        null => false,
        ProtoListValue list => list.Count > 0,
        ProtoMapValue map => map.Count > 0,
        var value => shape.IsOptional || !CelOperators.AreEqual(value, shape.Empty),
    };
}

/// <summary>A field of a message, in all places where it came; or one that the schema does not have.</summary>
internal sealed class ProtoEntry(ProtoFieldShape? field)
{
    internal ProtoFieldShape? Field { get; } = field;

    /// <summary>Where its bytes are, tags included.</summary>
    internal List<(int Start, int End)> Bytes { get; } = [];

    /// <summary>A scalar, a <see cref="ProtoNode"/>, or a list or map of them.</summary>
    internal object? Value { get; set; }

    internal bool IsPacked { get; set; }

    internal bool IsChanged { get; set; }
}

internal sealed class ProtoListValue : List<object?>
{
}

/// <summary>A map field. Of a key that comes twice the last entry counts.</summary>
internal sealed class ProtoMapValue : IReadOnlyDictionary<object, object?>
{
    private readonly Dictionary<object, object?> _values = [];

    public int Count => _values.Count;

    public IEnumerable<object> Keys => _values.Keys;

    public IEnumerable<object?> Values => _values.Values.Select(ProtoWellKnown.ToCel);

    /// <summary>Keys and values as they are, without the forms that expressions see.</summary>
    internal IReadOnlyDictionary<object, object?> Raw => _values;

    public object? this[object key] => ProtoWellKnown.ToCel(_values[key]);

    public bool ContainsKey(object key) => _values.ContainsKey(key);

    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value)
    {
        var isThere = _values.TryGetValue(key, out value);
        value = ProtoWellKnown.ToCel(value);
        return isThere;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() =>
        _values.Select(one => KeyValuePair.Create(one.Key, ProtoWellKnown.ToCel(one.Value))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Set(object key, object? value) => _values[CelOperators.AsKey(key)!] = value;
}

/// <summary>The messages that expressions see as plain values: times, durations and wrapped scalars.</summary>
internal static class ProtoWellKnown
{
    private const string Space = "google.protobuf.";
    private const int NanosecondsPerTick = 100;

    internal static object? ToCel(object? value)
    {
        if (value is not ProtoNode node || !node.Shape.FullName.StartsWith(Space, StringComparison.Ordinal))
        {
            return value;
        }

        return node.Shape.FullName[Space.Length..] switch
        {
            "Timestamp" => Timestamp(node),
            "Duration" => Duration(node),
            "DoubleValue" or "FloatValue" or "Int64Value" or "UInt64Value" or "Int32Value" or "UInt32Value"
                or "BoolValue" or "StringValue" or "BytesValue" =>
                    node.TryGet("value", out var wrapped) ? wrapped : null,
            _ => value,
        };
    }

    /// <summary>What an absent message is: null for a wrapped scalar, else one without fields.</summary>
    internal static object? Absent(ProtoShape shape) =>
        shape.FullName.StartsWith(Space, StringComparison.Ordinal)
        && shape.FullName.EndsWith("Value", StringComparison.Ordinal)
            ? null
            : ToCel(new ProtoNode(shape));

    private static object Timestamp(ProtoNode node)
    {
        var (seconds, nanos) = Parts(node);
        var isInside = seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() && nanos is >= 0 and < 1_000_000_000;
        return isInside ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / NanosecondsPerTick) : node;
    }

    private static object Duration(ProtoNode node)
    {
        var (seconds, nanos) = Parts(node);
        return Math.Abs(seconds) < (long)TimeSpan.MaxValue.TotalSeconds - 1
            ? TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanos / NanosecondsPerTick)
            : node;
    }

    private static (long Seconds, long Nanos) Parts(ProtoNode node)
    {
        node.TryGet("seconds", out var seconds);
        node.TryGet("nanos", out var nanos);
        return (seconds as long? ?? 0, nanos as long? ?? 0);
    }
}
