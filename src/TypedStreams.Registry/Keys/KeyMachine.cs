// The key registry's state and decisions. A command looks at the state and comes to records and a reply; the store
// appends the records and replays them. Pure: no I/O, no clock, no task, no cryptography: keys come wrapped and stay
// so. One owner at a time; the store guards it. Rules are those of Confluent's DEK registry.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Keys;

internal sealed class KeyMachine
{
    /// <summary>How many keys of each kind there may be.</summary>
    internal const int MaxKeys = 10_000;

    private readonly SortedDictionary<string, Kek> _keks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DekId, Dek> _deks = [];

    /// <summary>Makes a record part of the state.</summary>
    internal void Apply(RegistryRecord record, long timestampMs)
    {
        switch (record)
        {
            case KekChanged { Kek: null } gone: _keks.Remove(gone.Name); break;
            case KekChanged { Kek: { } kek }: _keks[kek.Name] = kek with { TimestampMs = timestampMs }; break;
            case DekChanged { Dek: null } gone: _deks.Remove(gone.Id); break;
            case DekChanged { Dek: { } dek }: _deks[dek.Id] = dek with { TimestampMs = timestampMs }; break;
        }
    }

    /// <summary>What is true of the key of a record that does not count.</summary>
    internal RegistryRecord Restate(RegistryRecord overtaken) => overtaken switch
    {
        KekChanged kek => kek with { Kek = _keks.GetValueOrDefault(kek.Name) },
        DekChanged dek => dek with { Dek = _deks.GetValueOrDefault(dek.Id) },
        _ => overtaken,
    };

    /// <summary>Names in order; with prefixes, of those that wrap a key of such a subject.</summary>
    internal IEnumerable<string> KekNames(IReadOnlyList<string> subjectPrefixes, bool deleted) =>
        subjectPrefixes.Count == 0
            ? _keks.Values.Where(kek => deleted || !kek.IsDeleted).Select(kek => kek.Name)
            : _deks.Values.Where(dek => deleted || !dek.IsDeleted)
                .Where(dek => subjectPrefixes.Any(p => dek.Id.Subject.StartsWith(p, StringComparison.Ordinal)))
                .Select(dek => dek.Id.KekName).Distinct();

    internal Outcome<Kek> Kek(string name, bool deleted) =>
        _keks.GetValueOrDefault(name) is { } kek && (deleted || !kek.IsDeleted) ? kek : KeyErrors.NotFound(name);

    /// <summary>The data encryption keys that a key wraps, in order of subject, algorithm and version.</summary>
    internal IEnumerable<Dek> Deks(string kekName, bool deleted) =>
        _deks.Values.Where(dek => dek.Id.KekName == kekName && (deleted || !dek.IsDeleted));

    /// <summary>The versions of one data encryption key, oldest first.</summary>
    internal IEnumerable<Dek> Deks(string kekName, string subject, DekAlgorithm algorithm, bool deleted) =>
        Deks(kekName, deleted).Where(dek => dek.Id.Subject == subject && dek.Id.Algorithm == algorithm);

    internal Outcome<Dek> Dek(
        string kekName, string subject, DekAlgorithm algorithm, VersionSelector version, bool deleted)
    {
        if (Kek(kekName, deleted).Error is { } missing)
        {
            return missing;
        }

        IEnumerable<Dek> versions = Deks(kekName, subject, algorithm, deleted);
        Dek? dek = version.IsLatest
            ? versions.LastOrDefault()
            : versions.FirstOrDefault(dek => dek.Id.Version == version.Number);
        return dek is null ? KeyErrors.NotFound(subject) : dek;
    }

    /// <summary>A new key encryption key; one that is soft-deleted comes back when nothing about it is new.</summary>
    internal Decision<Kek> Create(Kek kek)
    {
        if (!IsName(kek.Name))
        {
            return KeyErrors.Invalid("name");
        }

        if (kek.KmsType.Length == 0 || kek.KmsKeyId.Length == 0)
        {
            return KeyErrors.Invalid(kek.KmsType.Length == 0 ? "kmsType" : "kmsKeyId");
        }

        if (_keks.GetValueOrDefault(kek.Name) is { } old &&
            (old.IsDeleted == kek.IsDeleted || !old.IsEquivalent(kek)))
        {
            return KeyErrors.AlreadyExists(kek.Name);
        }

        return _keks.Count >= MaxKeys && !_keks.ContainsKey(kek.Name)
            ? KeyErrors.TooMany(MaxKeys)
            : Write(kek);
    }

    /// <summary>Another description of a key encryption key, which stays the same key.</summary>
    internal Decision<Kek> Alter(string name, Func<Kek, Kek> change)
    {
        Outcome<Kek> found = Kek(name, deleted: false);
        if (found.Value is not { } kek)
        {
            return found.Error!;
        }

        Kek changed = change(kek);
        return changed.IsEquivalent(kek) ? kek : Write(changed);
    }

    internal Decision<bool> DeleteKek(string name, bool permanent)
    {
        if (Kek(name, deleted: permanent).Error is { } missing)
        {
            return missing;
        }

        if (Deks(name, deleted: permanent).Any())
        {
            return KeyErrors.InUse(name);
        }

        Kek kek = _keks[name];
        return permanent && !kek.IsDeleted ? KeyErrors.NotSoftDeleted(name)
            : Done(new KekChanged(name, permanent ? null : kek with { IsDeleted = true }));
    }

    internal Decision<bool> UndeleteKek(string name)
    {
        Outcome<Kek> found = Kek(name, deleted: true);
        return found.Value is not { } kek ? found.Error!
            : kek.IsDeleted ? Done(new KekChanged(name, kek with { IsDeleted = false }))
            : true;
    }

    /// <summary>
    /// A new data encryption key; one that is soft-deleted comes back when nothing about it is new, and with
    /// <paramref name="rewrap"/> one that is there is replaced by the same key wrapped anew.
    /// </summary>
    internal Decision<Dek> Create(DekId id, string? encrypted, bool isDeleted, bool rewrap)
    {
        if (id.Subject.Length == 0 || id.Subject.Any(char.IsControl) || id.Version < 1)
        {
            return KeyErrors.Invalid(id.Version < 1 ? "version" : "subject");
        }

        Outcome<Kek> found = Kek(id.KekName, deleted: false);
        if (found.Value is not { } kek)
        {
            return found.Error!;
        }

        if (string.IsNullOrEmpty(encrypted))
        {
            return kek.IsShared ? KeyErrors.NoService(kek.KmsType) : KeyErrors.Invalid("encryptedKeyMaterial");
        }

        Dek? old = _deks.GetValueOrDefault(id);
        if (old is not null && !rewrap && (old.IsDeleted == isDeleted || old.EncryptedKeyMaterial != encrypted))
        {
            return KeyErrors.AlreadyExists(id.Subject);
        }

        if (_deks.Count >= MaxKeys && old is null)
        {
            return KeyErrors.TooMany(MaxKeys);
        }

        var dek = new Dek(id, encrypted, isDeleted);
        return new Decision<Dek>([new DekChanged(id, dek)], dek, Error: null);
    }

    /// <summary>Deletes one version of a data encryption key, or (null) all.</summary>
    internal Decision<bool> DeleteDek(
        string kekName, string subject, DekAlgorithm algorithm, VersionSelector? version, bool permanent)
    {
        if (Kek(kekName, deleted: permanent).Error is { } missing)
        {
            return missing;
        }

        Dek[] deks = Chosen(kekName, subject, algorithm, version, deleted: permanent);
        return deks.Length == 0 ? KeyErrors.NotFound(subject)
            : permanent && deks.Any(dek => !dek.IsDeleted) ? KeyErrors.NotSoftDeleted(subject)
            : Done([.. deks.Select(dek => new DekChanged(dek.Id, permanent ? null : dek with { IsDeleted = true }))]);
    }

    /// <summary>Brings one version of a data encryption key back, or (null) all.</summary>
    internal Decision<bool> UndeleteDek(
        string kekName, string subject, DekAlgorithm algorithm, VersionSelector? version)
    {
        Outcome<Kek> found = Kek(kekName, deleted: true);
        if (found.Value is not { } kek)
        {
            return found.Error!;
        }

        if (kek.IsDeleted)
        {
            return KeyErrors.SoftDeleted(kekName);
        }

        Dek[] deks = Chosen(kekName, subject, algorithm, version, deleted: true);
        return deks.Length == 0
            ? KeyErrors.NotFound(subject)
            : Done([.. deks.Where(dek => dek.IsDeleted)
                .Select(dek => new DekChanged(dek.Id, dek with { IsDeleted = false }))]);
    }

    private Dek[] Chosen(
        string kekName, string subject, DekAlgorithm algorithm, VersionSelector? version, bool deleted)
    {
        Dek[] all = [.. Deks(kekName, subject, algorithm, deleted)];
        return version is not { } one ? all
            : one.IsLatest ? [.. all.TakeLast(1)]
            : [.. all.Where(dek => dek.Id.Version == one.Number)];
    }

    private static Decision<Kek> Write(Kek kek) => new([new KekChanged(kek.Name, kek)], kek, Error: null);

    private static Decision<bool> Done(params ImmutableArray<RegistryRecord> records) =>
        new(records, true, Error: null);

    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') &&
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');
}
