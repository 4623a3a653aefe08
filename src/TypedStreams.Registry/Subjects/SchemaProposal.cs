using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>A schema as a client sent it.</summary>
/// <param name="Type">AVRO, PROTOBUF or JSON.</param>
/// <param name="Text">The schema text; empty to take over the one of the version before.</param>
/// <param name="References">What it borrows; a version of -1 means latest.</param>
/// <param name="Metadata">The metadata, or null.</param>
/// <param name="RuleSet">The rule set, or null.</param>
/// <param name="Id">An id the client asks for, or 0.</param>
/// <param name="Version">A version the client asks for, 0 for the next, -1 for the next and saying so.</param>
internal sealed record SchemaProposal(
    string Type,
    string Text,
    ImmutableArray<SchemaReference> References,
    SchemaMetadata? Metadata = null,
    RuleSet? RuleSet = null,
    int Id = 0,
    int Version = 0)
{
    /// <summary>Tags to put on records and fields before it is registered.</summary>
    internal ImmutableArray<EntityTags> AddTags { get; init; } = [];

    /// <summary>Tags to take off before it is registered.</summary>
    internal ImmutableArray<EntityTags> RemoveTags { get; init; } = [];

    /// <summary>Whether what is tagged in the version before is tagged here, too, where it is still there.</summary>
    internal bool PropagatesTags { get; init; }

    /// <summary>Whether metadata and rules that are left out come from the version before.</summary>
    internal bool Inherits { get; init; } = true;
}
