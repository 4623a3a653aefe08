// Values that a rule made as parts of a message. Nothing is converted that could lose something.

using TypedStreams.Rules.Cel;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Rules.Values;

internal static class ProtoFit
{
    /// <exception cref="ValueMisfitException">The value is not of the field's type.</exception>
    internal static object Scalar(ProtoFieldShape field, object? value) => Scalar(field.Scalar, value)
        ?? throw new ValueMisfitException(
            $"a {CelType.Of(value).Name} is not a value of type "
            + $"{field.Scalar?.ToString().ToLowerInvariant() ?? "enum"} ({field.Place.FullName}), or out of range");

    /// <exception cref="ValueMisfitException">The value has no such fields.</exception>
    internal static ProtoNode Message(ProtoShape shape, object? value, int depth)
    {
        if (value is ProtoNode same && same.Shape == shape)
        {
            return same;
        }

        if (depth > ValueLimits.MaxDepth || value is not (ICelObject or IReadOnlyDictionary<object, object?>))
        {
            throw new ValueMisfitException($"a {CelType.Of(value).Name} is no message {shape.FullName}");
        }

        if (value is IReadOnlyDictionary<object, object?> map
            && map.Keys.Any(key => key is not string name || shape.Find(name) is null))
        {
            throw new ValueMisfitException($"{shape.FullName} has not all the fields that the rule gives it");
        }

        var node = new ProtoNode(shape) { IsChanged = true };
        foreach (var field in shape.Fields)
        {
            if (Find(value, field.Place.Name) is { } found)
            {
                node.Add(Entry(field, found, depth));
            }
        }

        return node;
    }

    private static object? Find(object value, string name)
    {
        object? found = null;
        _ = value switch
        {
            ICelObject message => message.Has(name) && message.TryGet(name, out found),
            IReadOnlyDictionary<object, object?> map => map.TryGetValue(name, out found),
            _ => false,
        };
        return found;
    }

    private static ProtoEntry Entry(ProtoFieldShape field, object value, int depth) => new(field)
    {
        IsChanged = true,
        IsPacked = field is { IsPackedByDefault: true, IsPackable: true },
        Value = (field, value) switch
        {
            ({ MapKey: not null }, IReadOnlyDictionary<object, object?> map) => Map(field, map, depth),
            ({ MapKey: null, IsRepeated: true }, IReadOnlyList<object?> items) => List(field, items, depth),
            ({ MapKey: null, IsRepeated: false }, _) => One(field, value, depth),
            _ => throw new ValueMisfitException($"a {CelType.Of(value).Name} does not fit {field.Place.FullName}"),
        },
    };

    private static object One(ProtoFieldShape field, object? value, int depth) =>
        field.Message is { } shape ? Message(shape, value, depth + 1) : Scalar(field, value);

    private static ProtoListValue List(ProtoFieldShape field, IReadOnlyList<object?> items, int depth)
    {
        var list = new ProtoListValue();
        list.AddRange(items.Select(item => One(field, item, depth)));
        return list;
    }

    private static ProtoMapValue Map(ProtoFieldShape field, IReadOnlyDictionary<object, object?> entries, int depth)
    {
        var map = new ProtoMapValue();
        foreach (var (key, value) in entries)
        {
            if (Scalar(field.MapKey, key) is not { } fitting)
            {
                throw new ValueMisfitException($"a {CelType.Of(key).Name} is no key of {field.Place.FullName}");
            }

            map.Set(fitting, One(field, value, depth));
        }

        return map;
    }

    private static object? Scalar(ProtoScalar? scalar, object? value) => (scalar, value) switch
    {
        (ProtoScalar.String, string) or (ProtoScalar.Bytes, byte[]) or (ProtoScalar.Bool, bool) => value,
        (ProtoScalar.Float or ProtoScalar.Double, double) => value,
        (ProtoScalar.Int64 or ProtoScalar.SInt64 or ProtoScalar.SFixed64, long) => value,
        (ProtoScalar.Int64 or ProtoScalar.SInt64 or ProtoScalar.SFixed64, ulong and <= long.MaxValue) =>
            (long)(ulong)value,
        (ProtoScalar.UInt64 or ProtoScalar.Fixed64, ulong) => value,
        (ProtoScalar.UInt64 or ProtoScalar.Fixed64, long and >= 0) => (ulong)(long)value,
        (ProtoScalar.UInt32 or ProtoScalar.Fixed32, ulong and <= uint.MaxValue) => value,
        (ProtoScalar.UInt32 or ProtoScalar.Fixed32, long and >= 0 and <= uint.MaxValue) => (ulong)(long)value,
        (null or ProtoScalar.Int32 or ProtoScalar.SInt32 or ProtoScalar.SFixed32,
            long and >= int.MinValue and <= int.MaxValue) => value,
        (null or ProtoScalar.Int32 or ProtoScalar.SInt32 or ProtoScalar.SFixed32, ulong and <= int.MaxValue) =>
            (long)(ulong)value,
        _ => null,
    };
}
