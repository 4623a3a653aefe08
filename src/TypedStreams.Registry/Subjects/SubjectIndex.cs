// The state of a registry: what replaying its log from the start comes to, and the look-ups that need it.
// Owns the indexes subject -> versions, content -> id, id -> content and uses, version -> referrers. Pure: no I/O, no
// clock. Must never forget the largest id it has seen. One owner at a time; the shell guards it.
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Subjects;

/// <summary>The subjects, schemas and settings of a registry.</summary>
internal sealed class SubjectIndex
{
    private static readonly SortedList<int, RegisteredVersion> NoVersions = [];

    private readonly SortedDictionary<string, SortedList<int, RegisteredVersion>> _subjects =
        new(StringComparer.Ordinal);

    private readonly Dictionary<int, SchemaContent> _contents = [];
    private readonly Dictionary<(Guid, string), int> _ids = [];
    private readonly Dictionary<int, List<RegisteredVersion>> _uses = [];
    private readonly Dictionary<(string Subject, int Version), HashSet<(string Subject, int Version)>> _referrers = [];
    private readonly Dictionary<string, SubjectConfig> _configs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegistryMode> _modes = new(StringComparer.Ordinal);
    private SubjectConfig? _globalConfig;
    private RegistryMode? _globalMode;

    /// <summary>The largest id ever handed out; the next one is one more.</summary>
    internal int HighestId { get; private set; }

    /// <summary>Every subject that has a version, soft-deleted ones included, in ordinal order.</summary>
    internal IEnumerable<string> Subjects => _subjects.Keys;

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
                foreach (RegisteredVersion version in Versions(cleared.Subject).Values.Where(v => v.Deleted).ToArray())
                {
                    Remove(version.Subject, version.Version);
                }

                break;
            case ConfigChanged { Subject: null } config:
                _globalConfig = config.Config;
                break;
            case ConfigChanged config:
                Set(_configs, config.Subject, config.Config is not null, config.Config!);
                break;
            case ModeChanged { Subject: null } mode:
                _globalMode = mode.Mode;
                break;
            case ModeChanged mode:
                Set(_modes, mode.Subject, mode.Mode is not null, mode.Mode.GetValueOrDefault());
                break;
            case Noop noop:
                HighestId = Math.Max(HighestId, noop.HighestId);
                break;
        }

        return true;
    }

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

    /// <summary>The schema of an id, or null.</summary>
    internal SchemaContent? Content(int id) => _contents.GetValueOrDefault(id);

    /// <summary>The id of a content, or 0.</summary>
    internal int IdOf(SchemaContent content) => _ids.GetValueOrDefault((content.Guid, content.Type));

    /// <summary>The ids of a guid; one for each type of schema that has it, so nearly always none or one.</summary>
    internal IEnumerable<int> IdsOf(Guid guid) =>
        _contents.Count == 0
            ? []
            : new[] { SchemaContent.Avro, "PROTOBUF", "JSON" }
                .Select(type => _ids.GetValueOrDefault((guid, type)))
                .Where(id => id > 0);

    /// <summary>The versions that use an id, soft-deleted ones included, in no order.</summary>
    internal IReadOnlyList<RegisteredVersion> Uses(int id) => _uses.TryGetValue(id, out var uses) ? uses : [];

    /// <summary>The versions that reference a version, in no order.</summary>
    internal IEnumerable<RegisteredVersion> Referrers(string subject, int version) =>
        _referrers.TryGetValue((subject, version), out var referrers)
            ? referrers.Select(r => Versions(r.Subject)[r.Version])
            : [];

    /// <summary>The configuration set for a subject (null: for all), or null.</summary>
    internal SubjectConfig? Config(string? subject) =>
        subject is null ? _globalConfig : _configs.GetValueOrDefault(subject);

    /// <summary>The mode set for a subject (null: for all), or null.</summary>
    internal RegistryMode? Mode(string? subject) =>
        subject is null ? _globalMode : _modes.TryGetValue(subject, out RegistryMode mode) ? mode : null;

    /// <summary>The rule a subject obeys: its own, else the one for all, else BACKWARD (Confluent's default).</summary>
    internal CompatibilityLevel LevelOf(string subject) =>
        Config(subject)?.Level ?? _globalConfig?.Level ?? CompatibilityLevel.Backward;

    /// <summary>Whether the subject's schemas are normalized when nobody says so. Default false.</summary>
    internal bool NormalizesOf(string subject) => Config(subject)?.Normalize ?? _globalConfig?.Normalize ?? false;

    /// <summary>The mode a subject is in: its own, else the one for all, else READWRITE.</summary>
    internal RegistryMode ModeOf(string subject) => Mode(subject) ?? _globalMode ?? RegistryMode.ReadWrite;

    private bool Put(SchemaRegistered record, long timestampMs)
    {
        HighestId = Math.Max(HighestId, record.Id);
        if (_contents.TryGetValue(record.Id, out SchemaContent? known) &&
            (known.Guid != record.Content.Guid || known.Type != record.Content.Type))
        {
            return false;
        }

        RegisteredVersion? before = Versions(record.Subject).GetValueOrDefault(record.Version);
        if (before is not null)
        {
            Remove(record.Subject, record.Version);
        }

        // The first text stays the one text of the id: 8,000 subjects that share a schema share its memory.
        SchemaContent content = known ?? record.Content;
        var version = new RegisteredVersion(
            record.Subject, record.Version, record.Id, content, record.Deleted, before?.TimestampMs ?? timestampMs);
        _contents[record.Id] = content;
        _ids.TryAdd((content.Guid, content.Type), record.Id);
        List(_uses, record.Id).Add(version);
        if (!_subjects.TryGetValue(record.Subject, out SortedList<int, RegisteredVersion>? versions))
        {
            _subjects.Add(record.Subject, versions = []);
        }

        versions.Add(record.Version, version);
        foreach (SchemaReference reference in content.References)
        {
            (string, int) target = (reference.Subject, reference.Version);
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

        foreach (SchemaReference reference in version.Content.References)
        {
            if (_referrers.TryGetValue((reference.Subject, reference.Version), out var referrers) &&
                referrers.Remove((subject, number)) && referrers.Count == 0)
            {
                _referrers.Remove((reference.Subject, reference.Version));
            }
        }

        List<RegisteredVersion> uses = _uses[version.Id];
        uses.Remove(version);
        if (uses.Count == 0)
        {
            _uses.Remove(version.Id);
            _contents.Remove(version.Id);
            if (_ids.GetValueOrDefault((version.Content.Guid, version.Content.Type)) == version.Id)
            {
                _ids.Remove((version.Content.Guid, version.Content.Type));
            }
        }
    }

    private void SoftDelete(string subject, int upTo)
    {
        foreach (RegisteredVersion version in Live(subject).Where(v => v.Version <= upTo).ToArray())
        {
            var deleted = new SchemaRegistered(subject, version.Version, version.Id, version.Content, Deleted: true);
            Put(deleted, version.TimestampMs);
        }
    }

    private static void Set<T>(Dictionary<string, T> settings, string subject, bool isSet, T value)
    {
        if (isSet)
        {
            settings[subject] = value;
        }
        else
        {
            settings.Remove(subject);
        }
    }

    private static List<RegisteredVersion> List(Dictionary<int, List<RegisteredVersion>> lists, int id)
    {
        if (!lists.TryGetValue(id, out List<RegisteredVersion>? list))
        {
            lists.Add(id, list = []);
        }

        return list;
    }
}
