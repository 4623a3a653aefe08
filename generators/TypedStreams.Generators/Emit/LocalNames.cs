// Names of locals in one generated method: after members, with an @ where C# needs one, never twice.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal sealed class LocalNames
{
    private readonly HashSet<string> _taken =
        new(["reader", "writer", "value", "tag", "item", "name", "more", "kept", "seen"], StringComparer.Ordinal);

    /// <summary>A local for each field.</summary>
    internal string[] Of(IEnumerable<FieldModel> fields) => [.. fields.Select(field => Take(field.Member))];

    /// <summary>A local that nothing else is called.</summary>
    internal string Take(string wish)
    {
        wish = wish.TrimStart('@');
        var name = char.ToLowerInvariant(wish[0]) + wish.Substring(1);
        var unique = name;
        for (var n = 2; !_taken.Add(unique); n++)
        {
            unique = name + n;
        }

        return Symbols.Identifier(unique);
    }
}
