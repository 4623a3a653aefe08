// Avro names (specification 1.12, "Names"): simple name, namespace, full name, and the lookup rule of a reference.

namespace TypedStreams.Schemas.Avro;

/// <summary>The name of a record, enum or fixed. Namespace "" means none.</summary>
/// <param name="Simple">The last part, for example "OrderPlaced".</param>
/// <param name="Namespace">Dotted, for example "com.shop"; "" when there is none.</param>
public sealed record AvroName(string Simple, string Namespace)
{
    /// <summary>Namespace, dot, simple name; the simple name alone without a namespace.</summary>
    public string Full => Namespace.Length == 0 ? Simple : Namespace + "." + Simple;

    /// <summary>The full name.</summary>
    public override string ToString() => Full;

    /// <summary>Splits at the last dot; a name without a dot gets <paramref name="space"/>.</summary>
    internal static AvroName Of(string name, string space)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? new AvroName(name, space) : new AvroName(name.Substring(dot + 1), name.Substring(0, dot));
    }

    /// <summary>[A-Za-z_][A-Za-z0-9_]*, the rule of the specification and of every registry.</summary>
    internal static bool IsValid(string simple)
    {
        if (simple.Length == 0 || !IsLetter(simple[0]))
        {
            return false;
        }

        foreach (var c in simple)
        {
            if (!IsLetter(c) && c is not (>= '0' and <= '9'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLetter(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_';
}
