using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>What a request changes about an existing version.</summary>
/// <param name="NewVersion">The number the result must have, or 0 for the next.</param>
/// <param name="Add">Tags to put on records and fields.</param>
/// <param name="Remove">Tags to take off.</param>
/// <param name="Metadata">Metadata instead of the version's; null keeps it.</param>
/// <param name="RuleSet">Rules instead of the version's; null keeps them.</param>
/// <param name="RulesToMerge">Rules to add, or to replace those of the same name.</param>
/// <param name="RulesToRemove">Names of rules to take away.</param>
internal sealed record TagsChange(
    int NewVersion,
    ImmutableArray<EntityTags> Add,
    ImmutableArray<EntityTags> Remove,
    SchemaMetadata? Metadata,
    RuleSet? RuleSet,
    RuleSet? RulesToMerge,
    ImmutableHashSet<string> RulesToRemove);
