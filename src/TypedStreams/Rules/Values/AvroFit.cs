// Whether a value that a rule made can be written as a schema says. Nothing is converted that could lose something.

using TypedStreams.Rules.Cel;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Rules.Values;

internal static class AvroFit
{
    /// <exception cref="ValueMisfitException">It cannot.</exception>
    internal static void Require(AvroSchema schema, object? value)
    {
        if (!Fits(schema, value, 0))
        {
            throw new ValueMisfitException(
                $"a {CelType.Of(value).Name} is not a value of {Describe(schema)}, or lies outside its range");
        }
    }

    /// <summary>The first branch that takes the value; -1 for none.</summary>
    internal static int BranchOf(AvroUnion union, object? value)
    {
        for (var i = 0; i < union.Branches.Count; i++)
        {
            if (Fits(union.Branches[i], value, 0))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The value of a field in what a rule made; false when it is missing and cannot be null.</summary>
    internal static bool TryField(object? value, AvroField field, out object? found)
    {
        var isThere = value switch
        {
            ICelObject message => message.TryGet(field.Name, out found),
            IReadOnlyDictionary<object, object?> map => map.TryGetValue(field.Name, out found),
            _ => (found = null) is not null,
        };
        return isThere || Fits(field.Schema, null, 0);
    }

    private static bool Fits(AvroSchema schema, object? value, int depth) => depth <= ValueLimits.MaxDepth
        && schema switch
        {
            AvroUnion union => union.Branches.Any(branch => Fits(branch, value, depth + 1)),
            AvroRecord record => IsRecord(record, value) && record.Fields.All(
                field => TryField(value, field, out var found) && Fits(field.Schema, found, depth + 1)),
            AvroArray array => value is IReadOnlyList<object?> list
                && list.All(item => Fits(array.Items, item, depth + 1)),
            AvroMap map => value is IReadOnlyDictionary<object, object?> entries and not ICelObject
                && entries.All(one => one.Key is string && Fits(map.Values, one.Value, depth + 1)),
            AvroEnum symbols => value is string symbol && symbols.IndexOf(symbol) >= 0,
            AvroFixed size => value is byte[] bytes && bytes.Length == size.Size,
            _ => FitsPrimitive(schema.Type, value),
        };

    private static bool IsRecord(AvroRecord record, object? value) => value is ICelObject
        || (value is IReadOnlyDictionary<object, object?> map
            && map.Keys.All(key => key is string name && record.Field(name) is not null));

    private static bool FitsPrimitive(AvroType type, object? value) => (type, value) switch
    {
        (AvroType.Null, null) => true,
        (AvroType.Boolean, bool) => true,
        (AvroType.Int, long number) => number is >= int.MinValue and <= int.MaxValue,
        (AvroType.Int, ulong number) => number <= int.MaxValue,
        (AvroType.Long, long) => true,
        (AvroType.Long, ulong number) => number <= long.MaxValue,
        (AvroType.Float or AvroType.Double, double) => true,
        (AvroType.Bytes, byte[]) => true,
        (AvroType.String, string) => true,
        _ => false,
    };

    private static string Describe(AvroSchema schema) => schema is AvroUnion union
        ? $"the union of {string.Join(", ", union.Branches.Select(branch => branch.BranchName))}"
        : $"the type {schema.BranchName}";
}
