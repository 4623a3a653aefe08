// The decisions of a registry. A command looks at the index and comes to records and a reply; the shell appends the
// records, replays them from the log, and only then replies. Commands never change the index themselves.
// Pure: no I/O, no clock, no task. One owner at a time; the shell guards it. Rules are Confluent's.
// Subjects come with their aliases followed and their contexts spelled out (SubjectIndex.Target).
namespace TypedStreams.Registry.Subjects;

/// <summary>Decides what commands do.</summary>
internal sealed partial class SubjectMachine
{
    /// <summary>The state that decisions are taken on.</summary>
    internal SubjectIndex Index { get; } = new();

    /// <summary>
    /// A subject's version. A plain name that the default context does not have is looked for in the others.
    /// </summary>
    internal Outcome<RegisteredVersion> Find(string subject, VersionSelector selector, bool includeDeleted)
    {
        Outcome<RegisteredVersion> found = FindHere(subject, selector, includeDeleted);
        return found.Error is null
            ? found
            : Elsewhere(subject)
                .Select(other => FindHere(other, selector, includeDeleted))
                .FirstOrDefault(other => other.Error is null, found);
    }

    /// <summary>The newest version whose metadata has all these properties.</summary>
    internal Outcome<RegisteredVersion> FindByMetadata(
        string subject, IReadOnlyList<KeyValuePair<string, string>> properties, bool includeDeleted)
    {
        RegisteredVersion[] versions = [.. Index.Versions(subject).Values.Where(v => includeDeleted || !v.Deleted)];
        if (versions.Length == 0)
        {
            return RegistryError.SubjectNotFound(subject);
        }

        RegisteredVersion? found = Array.FindLast(versions, version => properties.All(property =>
            version.Content.Metadata?.Property(property.Key) == property.Value));
        return found is null ? RegistryError.SchemaNotFound() : found;
    }

    /// <summary>The version of a subject that has this content.</summary>
    internal Outcome<RegisteredVersion> LookUp(string subject, SchemaProposal proposal, bool normalize, bool deleted)
    {
        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        if (prepared.Error is { } error)
        {
            return error;
        }

        RegisteredVersion? found = LookUp(subject, prepared.Value, deleted) ?? Elsewhere(subject)
            .Select(other => Same(other, prepared.Value.Content, deleted))
            .FirstOrDefault(other => other is not null);
        if (found is not null)
        {
            return found;
        }

        bool hasSubject = deleted ? Index.Versions(subject).Count > 0 : Index.Latest(subject) is not null;
        return hasSubject ? RegistryError.SchemaNotFound() : RegistryError.SubjectNotFound(subject);
    }

    /// <summary>As it is; else with what the subject adds to a schema; else another spelling of the same.</summary>
    private RegisteredVersion? LookUp(string subject, Prepared prepared, bool deleted) =>
        Same(subject, prepared.Content, deleted) ??
        Same(subject, Completed(subject, prepared.Content, prepared.Inherits), deleted) ??
        Equivalent(subject, prepared);

    /// <summary>The newest version of a subject that has exactly this content.</summary>
    private RegisteredVersion? Same(string subject, SchemaContent content, bool deleted)
    {
        int id = Index.Context(SubjectName.ContextOf(subject)).IdOf(content);
        return id == 0
            ? null
            : Index.Versions(subject).Values.LastOrDefault(v => v.Id == id && (deleted || !v.Deleted));
    }

    /// <summary>
    /// The newest live version that says the same in another spelling: of a normalized schema any, of another one only
    /// the one that borrows what this writes out, or the reverse.
    /// </summary>
    private RegisteredVersion? Equivalent(string subject, Prepared prepared)
    {
        SchemaContent content = prepared.Content;
        string? essence = null;
        foreach (RegisteredVersion version in Index.Live(subject).Reverse())
        {
            SchemaContent other = version.Content;
            bool isCandidate = other.Type == content.Type &&
                (prepared.IsNormalized || other.References.IsEmpty != content.References.IsEmpty) &&
                other.With(content.Metadata, content.RuleSet).Guid == other.Guid;
            if (isCandidate && Model(version) is { } model)
            {
                essence ??= prepared.Format.Essence(prepared.Model);
                if (essence == prepared.Format.Essence(model))
                {
                    return version;
                }
            }
        }

        return null;
    }

    private Outcome<RegisteredVersion> FindHere(string subject, VersionSelector selector, bool includeDeleted)
    {
        SortedList<int, RegisteredVersion> versions = Index.Versions(subject);
        RegisteredVersion? found = selector.IsLatest
            ? Index.Latest(subject) ?? (includeDeleted ? versions.Values.LastOrDefault() : null)
            : versions.GetValueOrDefault(selector.Number);
        if (found is not null && (includeDeleted || !found.Deleted))
        {
            return found;
        }

        bool hasSubject = includeDeleted ? versions.Count > 0 : Index.Latest(subject) is not null;
        return hasSubject ? RegistryError.VersionNotFound(selector.Number) : RegistryError.SubjectNotFound(subject);
    }

    /// <summary>The same plain name in every other context; nothing for a name that says its context.</summary>
    private IEnumerable<string> Elsewhere(string subject) =>
        SubjectName.ContextOf(subject) != SubjectName.DefaultContext
            ? []
            : Index.Contexts.Skip(1).Select(context => SubjectName.In(context, subject));

    private RegistryError? RefuseWrite(string subject) =>
        !SubjectName.IsValid(subject) ? RegistryError.InvalidSubject(subject)
        : Index.ModeOf(subject).IsReadOnly() ? RegistryError.ReadOnly(subject)
        : null;
}
