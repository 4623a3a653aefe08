namespace TypedStreams.Generators.SchemaFirst;

/// <summary>A schema file cannot become a type; the message says which part of it and what to do.</summary>
internal sealed class SchemaFileException(string problem) : Exception(problem)
{
    /// <summary>Throws when a key is named and none of the fields is called so.</summary>
    internal static void RequireKey(string? key, IEnumerable<string> fields)
    {
        if (key is not null && !fields.Contains(key))
        {
            throw new SchemaFileException(
                $"there is no field '{key}' to be the key; the fields are {string.Join(", ", fields)}");
        }
    }
}
