using System.Text.Json;

namespace TypedStreams.SchemaRegistry;

/// <summary>A schema as the registry has it. Immutable there, so it may be kept for ever.</summary>
/// <param name="Id">The id that stands before each value; 0 or more, and 0 when it was asked for by GUID.</param>
/// <param name="Format">How values are encoded.</param>
/// <param name="Text">The schema.</param>
/// <param name="References">The schemas it refers to, each after those it needs itself; usually none.</param>
public sealed record RegisteredSchema(
    int Id, SchemaFormat Format, string Text, IReadOnlyList<ReferencedSchema> References)
{
    /// <summary>The rules of the data contract as the registry has them; null when there are none.</summary>
    public JsonElement? RuleSet { get; init; }

    /// <summary>The metadata of the data contract as the registry has it; null when there is none.</summary>
    public JsonElement? Metadata { get; init; }

    internal IReadOnlyList<string> ReferencedTexts => [.. References.Select(reference => reference.Text)];

    internal IReadOnlyDictionary<string, string> ReferencedByName =>
        References.DistinctBy(reference => reference.Name).ToDictionary(one => one.Name, one => one.Text);
}

/// <summary>A schema that another one refers to.</summary>
/// <param name="Name">The name by which it is referred to, such as an import path.</param>
/// <param name="Text">The schema.</param>
public sealed record ReferencedSchema(string Name, string Text);

/// <summary>A schema as a version of a subject.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Schema">The schema.</param>
public sealed record SubjectVersion(string Subject, int Version, RegisteredSchema Schema);
