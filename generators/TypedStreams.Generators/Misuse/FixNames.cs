// What analyzers tell the code fixes in the properties of a diagnostic. Linked into the assembly of the fixes too.

namespace TypedStreams.Generators.Misuse;

internal static class FixNames
{
    /// <summary>TS0049: the type to which the key is cast.</summary>
    internal const string Cast = "Cast";
}
