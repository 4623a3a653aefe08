// The facts that the log of a registry holds, decoded. Replaying them in order gives the state; nothing else does.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

/// <summary>One record of the log.</summary>
internal abstract record RegistryRecord;

/// <summary>A version of a subject, as it is from now on; soft-deleted when <paramref name="Deleted"/>.</summary>
internal sealed record SchemaRegistered(string Subject, int Version, int Id, SchemaContent Content, bool Deleted)
    : RegistryRecord;

/// <summary>A version is gone for good.</summary>
internal sealed record SchemaErased(string Subject, int Version) : RegistryRecord;

/// <summary>Every version up to <paramref name="Version"/> is soft-deleted.</summary>
internal sealed record SubjectDeleted(string Subject, int Version) : RegistryRecord;

/// <summary>Every soft-deleted version of a subject or context (null: the default one) is gone for good.</summary>
internal sealed record SubjectCleared(string? Subject) : RegistryRecord;

/// <summary>The configuration of a subject or context, or of the default context (null); null takes it away.</summary>
internal sealed record ConfigChanged(string? Subject, SubjectConfig? Config) : RegistryRecord;

/// <summary>The mode of a subject or context, or of the default context (null); null takes it away.</summary>
internal sealed record ModeChanged(string? Subject, RegistryMode? Mode) : RegistryRecord;

/// <summary>A context is there, with or without subjects; or is gone.</summary>
/// <param name="Context">The name with its dot, for example ".test".</param>
/// <param name="IsThere">False when it is gone.</param>
internal sealed record ContextChanged(string Context, bool IsThere) : RegistryRecord;

/// <summary>
/// Nothing happened. <paramref name="HighestId"/> (0: not given) is the largest id that was ever handed out in the
/// default context, written before an id is erased so that compaction cannot forget it.
/// </summary>
internal sealed record Noop(int HighestId) : RegistryRecord
{
    /// <summary>The same for the other contexts.</summary>
    internal ImmutableSortedDictionary<string, int> OtherContexts { get; init; } = NoContexts;

    private static readonly ImmutableSortedDictionary<string, int> NoContexts =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);
}

/// <summary>A record this registry keeps its hands off, for example an association.</summary>
internal sealed record Foreign(string What) : RegistryRecord;
