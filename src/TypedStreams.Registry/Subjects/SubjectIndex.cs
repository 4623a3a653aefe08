// The state of a registry: what replaying its log from the start comes to, and the look-ups that need it.
// Owns the indexes subject -> versions, version -> referrers, and an index of ids for each context. Pure: no I/O, no
// clock. Must never forget the largest id it has seen. One owner at a time; the shell guards it.
namespace TypedStreams.Registry.Subjects;

/// <summary>The subjects, schemas and settings of a registry.</summary>
internal sealed partial class SubjectIndex
{
    private static readonly SortedList<int, RegisteredVersion> NoVersions = [];

    private readonly SortedDictionary<string, SortedList<int, RegisteredVersion>> _subjects =
        new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, ContextIndex> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Subject, int Version), HashSet<(string Subject, int Version)>> _referrers = [];

    /// <summary>Every subject that has a version, soft-deleted ones included, in ordinal order.</summary>
    internal IEnumerable<string> Subjects => _subjects.Keys;

    /// <summary>Every context: the default one, then the others that have a subject or were announced.</summary>
    internal IEnumerable<string> Contexts => _contexts
        .Where(pair => pair.Key != SubjectName.DefaultContext && (pair.Value.IsAnnounced || pair.Value.HasVersions))
        .Select(pair => pair.Key)
        .Prepend(SubjectName.DefaultContext);

    /// <summary>The largest id ever handed out in the default context.</summary>
    internal int HighestId => Context(SubjectName.DefaultContext).HighestId;

    /// <summary>
    /// Whether the log may lose the largest id of a context: a registry that does not remember it erased its schema.
    /// </summary>
    internal bool MayForgetIds => _contexts.Values.Any(context => context.MayForget);

    /// <summary>A record that remembers the largest id of every context.</summary>
    internal Noop HighestIds
    {
        get
        {
            var noop = new Noop(HighestId);
            KeyValuePair<string, int>[] others = [.. _contexts
                .Where(pair => pair.Key != SubjectName.DefaultContext && pair.Value.HighestId > 0)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.HighestId))];
            return others.Length == 0 ? noop : noop with { OtherContexts = noop.OtherContexts.AddRange(others) };
        }
    }

    /// <summary>
    /// Replays one record. False when it contradicts what the log said before (an id that already belongs to another
    /// content) and is therefore left out.
    /// </summary>
    internal bool Apply(RegistryRecord record, long timestampMs)
    {
        switch (record)
        {
            case SchemaRegistered registered:
                return Put(registered, timestampMs);
            case SchemaErased erased:
                Remove(erased.Subject, erased.Version);
                break;
            case SubjectDeleted deleted:
                SoftDelete(deleted.Subject, deleted.Version);
                break;
            case SubjectCleared cleared:
                Clear(cleared.Subject);
                break;
            case ConfigChanged config:
                Set(_configs, config.Subject, config.Config);
                break;
            case ModeChanged mode:
                Set(_modes, mode.Subject, mode.Mode);
                break;
            case ContextChanged context:
                ContextOf(context.Context).IsAnnounced = context.IsThere;
                break;
            case Noop noop:
                Reach(noop);
                break;
        }

        return true;
    }

    /// <summary>The ids of a context, "." or ".name"; empty for one that is not there.</summary>
    internal ContextIndex Context(string context) => _contexts.GetValueOrDefault(context) ?? ContextIndex.Empty;

    /// <summary>Every version of a subject by number, soft-deleted ones included; empty when there is none.</summary>
    internal SortedList<int, RegisteredVersion> Versions(string subject) =>
        _subjects.GetValueOrDefault(subject) ?? NoVersions;

    /// <summary>The versions that are not soft-deleted, oldest first.</summary>
    internal IEnumerable<RegisteredVersion> Live(string subject) => Versions(subject).Values.Where(v => !v.Deleted);

    /// <summary>The newest version that is not soft-deleted, or null.</summary>
    internal RegisteredVersion? Latest(string subject)
    {
        IList<RegisteredVersion> versions = Versions(subject).Values;
        for (int i = versions.Count - 1; i >= 0; i--)
        {
            if (!versions[i].Deleted)
            {
                return versions[i];
            }
        }

        return null;
    }

    /// <summary>The subjects of a scope: one subject, a context, all contexts, or (null) the default context.</summary>
    internal IEnumerable<string> In(string? scope) =>
        scope is null ? Subjects.Where(subject => SubjectName.ContextOf(subject) == SubjectName.DefaultContext)
        : scope == SubjectName.Global ? Subjects
        : SubjectName.IsScope(scope) ? Subjects.Where(s => s.StartsWith(scope, StringComparison.Ordinal))
        : Versions(scope).Count > 0 ? [scope]
        : [];

    /// <summary>The versions that reference a version, in no order.</summary>
    internal IEnumerable<RegisteredVersion> Referrers(string subject, int version) =>
        _referrers.TryGetValue((subject, version), out var referrers)
            ? referrers.Select(r => Versions(r.Subject)[r.Version])
            : [];

    private bool Put(SchemaRegistered record, long timestampMs)
    {
        ContextIndex context = ContextOf(SubjectName.ContextOf(record.Subject));
        if (context.Admit(record.Id, record.Content) is not { } content)
        {
            return false;
        }

        RegisteredVersion? before = Versions(record.Subject).GetValueOrDefault(record.Version);
        if (before is not null)
        {
            Remove(record.Subject, record.Version);
        }

        var version = new RegisteredVersion(
            record.Subject, record.Version, record.Id, content, record.Deleted, before?.TimestampMs ?? timestampMs);
        context.Add(version);
        if (!_subjects.TryGetValue(record.Subject, out SortedList<int, RegisteredVersion>? versions))
        {
            _subjects.Add(record.Subject, versions = []);
        }

        versions.Add(record.Version, version);
        foreach ((string, int) target in Targets(version))
        {
            if (!_referrers.TryGetValue(target, out HashSet<(string Subject, int Version)>? referrers))
            {
                _referrers.Add(target, referrers = []);
            }

            referrers.Add((record.Subject, record.Version));
        }

        return true;
    }

    private void Remove(string subject, int number)
    {
        if (!_subjects.TryGetValue(subject, out SortedList<int, RegisteredVersion>? versions) ||
            !versions.Remove(number, out RegisteredVersion? version))
        {
            return;
        }

        if (versions.Count == 0)
        {
            _subjects.Remove(subject);
        }

        foreach ((string, int) target in Targets(version))
        {
            if (_referrers.TryGetValue(target, out var referrers) &&
                referrers.Remove((subject, number)) && referrers.Count == 0)
            {
                _referrers.Remove(target);
            }
        }

        ContextOf(SubjectName.ContextOf(subject)).Remove(version);
    }

    /// <summary>What a version references; a name without a context means the version's own.</summary>
    private static IEnumerable<(string Subject, int Version)> Targets(RegisteredVersion version)
    {
        string context = SubjectName.ContextOf(version.Subject);
        return version.Content.References.Select(reference =>
            (SubjectName.In(context, reference.Subject), reference.Version));
    }

    private void SoftDelete(string subject, int upTo)
    {
        foreach (RegisteredVersion version in Live(subject).Where(v => v.Version <= upTo).ToArray())
        {
            var deleted = new SchemaRegistered(subject, version.Version, version.Id, version.Content, Deleted: true);
            Put(deleted, version.TimestampMs);
        }
    }

    private void Clear(string? scope)
    {
        RegisteredVersion[] gone = [.. In(scope).SelectMany(s => Versions(s).Values).Where(v => v.Deleted)];
        foreach (RegisteredVersion version in gone)
        {
            Remove(version.Subject, version.Version);
        }
    }

    private void Reach(Noop noop)
    {
        if (noop.HighestId > 0)
        {
            ContextOf(SubjectName.DefaultContext).Keep(noop.HighestId);
        }

        foreach ((string context, int id) in noop.OtherContexts)
        {
            ContextOf(context).Keep(id);
        }
    }

    private ContextIndex ContextOf(string context)
    {
        if (!_contexts.TryGetValue(context, out ContextIndex? index))
        {
            _contexts.Add(context, index = new ContextIndex());
        }

        return index;
    }
}
