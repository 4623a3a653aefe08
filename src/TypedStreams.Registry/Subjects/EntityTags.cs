using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>The tags of a record or field within a schema.</summary>
/// <param name="Path">Where it is: the record's full name, for a field followed by a dot and the field's name.</param>
/// <param name="IsRecord">Whether a record is tagged, not a field.</param>
/// <param name="Tags">The tags, in the order in which the schema has them.</param>
internal sealed record EntityTags(string Path, bool IsRecord, ImmutableArray<string> Tags);
