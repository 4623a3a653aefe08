namespace TypedStreams.Generators.SchemaFirst;

internal static class TypeNames
{
    /// <summary>
    /// The class in the message that holds the schema's other types: no member has their names there.
    /// </summary>
    internal const string Holder = "Types";

    internal const string Bytes = "global::System.ReadOnlyMemory<byte>";
    internal const string Timestamp = "global::System.DateTimeOffset";

    internal static string ListOf(string item) => $"global::System.Collections.Immutable.ImmutableArray<{item}>";

    internal static string MapOf(string item) =>
        $"global::System.Collections.Generic.IReadOnlyDictionary<string, {item}>";

    /// <summary>An empty map of a type that <see cref="MapOf"/> made.</summary>
    internal static string EmptyMap(string map) => "new " + map.Replace(".IReadOnlyDictionary<", ".Dictionary<") + "()";
}
