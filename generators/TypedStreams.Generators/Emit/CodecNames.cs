// Names inside one generated codec: method names of types, and locals that do not clash.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

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

        foreach (var symbols in message.Enums)
        {
            _methods.Add(symbols.CSharp, symbols.MethodName);
        }
    }

    /// <summary>What methods call a type: "OrderLine", "ImmutableArrayOfOrderLine", "MapOfNullableInt".</summary>
    internal string Of(TypeModel type) => type.Shape switch
    {
        Shape.Record or Shape.Enum => _methods[type.CSharp],
        Shape.NullableValue or Shape.NullableReference => "Nullable" + Of(type.Inner!),
        Shape.Map => MapName(type) + "Of" + Of(type.Inner!),
        Shape.Array or Shape.ImmutableArray or Shape.List or Shape.ReadOnlyList or Shape.MutableList =>
            type.Shape + "Of" + Of(type.Inner!),
        Shape.Wrapper => type.CSharp.Substring(type.CSharp.LastIndexOf('.') + 1),
        Shape.Decimal => $"Decimal{type.Precision}_{type.Scale}",
        _ => type.Shape.ToString(),
    };

    /// <summary>A local named after a member, with an @ where C# needs one; two members never get the same.</summary>
    internal static string[] Locals(IReadOnlyList<FieldModel> fields)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "reader", "writer", "value" };
        var locals = new string[fields.Count];
        for (var i = 0; i < locals.Length; i++)
        {
            var name = char.ToLowerInvariant(fields[i].Member[0]) + fields[i].Member.Substring(1);
            var unique = name;
            for (var n = 2; !taken.Add(unique); n++)
            {
                unique = name + n;
            }

            locals[i] = Symbols.Identifier(unique);
        }

        return locals;
    }

    private static string MapName(TypeModel type) =>
        type.CSharp.Contains(".IReadOnlyDictionary<") ? "ReadOnlyMap"
        : type.CSharp.Contains(".IDictionary<") ? "MutableMap"
        : "Map";
}
