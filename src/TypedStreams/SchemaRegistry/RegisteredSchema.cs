namespace TypedStreams.SchemaRegistry;

/// <summary>A schema as the registry has it. Immutable there, so it may be kept for ever.</summary>
/// <param name="Id">The id that stands before each value; 0 or more.</param>
/// <param name="Format">How values are encoded.</param>
/// <param name="Text">The schema.</param>
/// <param name="References">Texts of the schemas it refers to, each after those it needs itself; usually none.</param>
public sealed record RegisteredSchema(int Id, SchemaFormat Format, string Text, IReadOnlyList<string> References);

/// <summary>A schema as a version of a subject.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Schema">The schema.</param>
public sealed record SubjectVersion(string Subject, int Version, RegisteredSchema Schema);
