namespace TypedStreams.Registry.Subjects;

/// <summary>A version of a subject. Immutable.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Version">1 or more.</param>
/// <param name="Id">The id of the content, 1 or more.</param>
/// <param name="Content">The schema.</param>
/// <param name="Deleted">Soft-deleted: hidden from lists, latest, look-up, compatibility; the id still answers.</param>
/// <param name="TimestampMs">When the log took it, milliseconds since 1970; 0 before the log answered.</param>
internal sealed record RegisteredVersion(
    string Subject,
    int Version,
    int Id,
    SchemaContent Content,
    bool Deleted,
    long TimestampMs);
