// Names inside one generated codec: method names of types, and locals that do not clash.

using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal sealed class CodecNames
{
    private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);

    internal CodecNames(MessageModel message)
    {
        foreach (var record in message.Records)
        {
            _methods.Add(record.CSharp, record.MethodName);
        }

        foreach (var union in message.Unions)
        {
            _methods.Add(union.CSharp, union.MethodName);
        }

        foreach (var symbols in message.Enums)
        {
            _methods.Add(symbols.CSharp, symbols.MethodName);
        }
    }

    /// <summary>What methods call a record.</summary>
    internal string Record(string csharp) => _methods[csharp];

    /// <summary>What methods call a type: "OrderLine", "ImmutableArrayOfOrderLine", "MapOfNullableInt".</summary>
    internal string Of(TypeModel type) => type.Shape switch
    {
        Shape.Record or Shape.Enum or Shape.Union => _methods[type.CSharp],
        Shape.NullableValue or Shape.NullableReference => "Nullable" + Of(type.Inner!),
        Shape.Map => MapName(type) + "Of" + Of(type.Inner!),
        Shape.Array or Shape.ImmutableArray or Shape.List or Shape.ReadOnlyList or Shape.MutableList =>
            type.Shape + "Of" + Of(type.Inner!),
        Shape.Wrapper => type.CSharp.Substring(type.CSharp.LastIndexOf('.') + 1),
        Shape.FixedArray or Shape.FixedMemory => $"{type.Shape}{type.Size}{type.FixedName.Replace('.', '_')}",
        Shape.Decimal => $"Decimal{type.Precision}_{type.Scale}",
        _ => type.Shape + (type.IsMillis ? "Millis" : ""),
    };

    private static string MapName(TypeModel type) =>
        type.CSharp.Contains(".IReadOnlyDictionary<") ? "ReadOnlyMap"
        : type.CSharp.Contains(".IDictionary<") ? "MutableMap"
        : "Map";
}
