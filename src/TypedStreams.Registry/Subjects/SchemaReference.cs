namespace TypedStreams.Registry.Subjects;

/// <summary>What a schema borrows from another subject.</summary>
/// <param name="Name">How the schema calls it; for Avro the full name of a type.</param>
/// <param name="Subject">The subject that holds it.</param>
/// <param name="Version">The version, 1 or more; -1 means latest and is replaced when the schema is registered.</param>
internal readonly record struct SchemaReference(string Name, string Subject, int Version);
