// The facts that the log of a registry holds, decoded. Replaying them in order gives the state; nothing else does.
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

/// <summary>Every soft-deleted version of the subject is gone for good.</summary>
internal sealed record SubjectCleared(string Subject) : RegistryRecord;

/// <summary>The configuration of a subject, or of all (null); null takes it away.</summary>
internal sealed record ConfigChanged(string? Subject, SubjectConfig? Config) : RegistryRecord;

/// <summary>The mode of a subject, or of all (null); null takes it away.</summary>
internal sealed record ModeChanged(string? Subject, RegistryMode? Mode) : RegistryRecord;

/// <summary>
/// Nothing happened. <paramref name="HighestId"/> (0: not given) is the largest id that was ever handed out, written
/// before an id is erased so that compaction cannot forget it.
/// </summary>
internal sealed record Noop(int HighestId) : RegistryRecord;

/// <summary>A record this registry keeps its hands off, for example one of another context.</summary>
internal sealed record Foreign(string What) : RegistryRecord;
