namespace TypedStreams.Generators.SchemaFirst;

/// <summary>A schema file cannot become a type; the message says which part of it and what to do.</summary>
internal sealed class SchemaFileException(string problem) : Exception(problem);
