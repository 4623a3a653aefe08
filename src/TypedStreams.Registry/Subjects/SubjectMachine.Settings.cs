// Configuration and mode, of one subject, of a context, of all (":.__GLOBAL:"), or (scope null) of the default context.
// A subject need not exist to be configured.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    internal Decision<SubjectConfig> ChangeConfig(string? scope, ConfigChange change)
    {
        if (RefuseSetting(scope) is { } refused)
        {
            return refused;
        }

        SubjectConfig config = change.ApplyTo(Index.Config(scope) ?? SubjectConfig.Empty);
        return new Decision<SubjectConfig>([new ConfigChanged(scope, config)], config, Error: null);
    }

    internal Decision<SubjectConfig> DropConfig(string? scope, bool recursive = false)
    {
        if (RefuseSetting(scope) is { } refused)
        {
            return refused;
        }

        ImmutableArray<RegistryRecord> inner = recursive
            ? [.. Inner(scope).Where(s => Index.Config(s) is not null).Select(s => new ConfigChanged(s, Config: null))]
            : [];
        if (Index.Config(scope) is not { } config)
        {
            return inner.Length > 0 ? new Decision<SubjectConfig>(inner, SubjectConfig.Empty, Error: null)
                : scope is null ? SubjectConfig.Empty
                : RegistryError.SubjectNotFound(scope);
        }

        return new Decision<SubjectConfig>([new ConfigChanged(scope, Config: null), .. inner], config, Error: null);
    }

    /// <summary>Changes the mode; allowed in every mode, else nothing could leave READONLY.</summary>
    /// <param name="scope">What is changed.</param>
    /// <param name="mode">The new mode.</param>
    /// <param name="force">Whether IMPORT may be set over subjects that are there.</param>
    internal Decision<RegistryMode> ChangeMode(string? scope, RegistryMode mode, bool force = false)
    {
        if (scope is not null && !SubjectName.IsValidScope(scope))
        {
            return RegistryError.InvalidSubject(scope);
        }

        if (mode == RegistryMode.Forward && scope != SubjectName.Global)
        {
            return RegistryError.ForwardOnlyGlobally();
        }

        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        if (mode == RegistryMode.Import && !force && !Index.ModeOf(scope).IsImporting())
        {
            RegisteredVersion[] versions = [.. Index.In(scope).SelectMany(subject => Index.Versions(subject).Values)];
            if (Array.Exists(versions, version => !version.Deleted))
            {
                return RegistryError.ImportOverSubjects();
            }

            Clear(versions, records);
        }

        records.Add(new ModeChanged(scope, mode));
        return new Decision<RegistryMode>(records.ToImmutable(), mode, Error: null);
    }

    internal Decision<RegistryMode> DropMode(string? scope, bool recursive = false)
    {
        ImmutableArray<RegistryRecord> inner = recursive
            ? [.. Inner(scope).Where(s => Index.Mode(s) is not null).Select(s => new ModeChanged(s, Mode: null))]
            : [];
        if (Index.Mode(scope) is not { } mode)
        {
            return inner.Length > 0 ? new Decision<RegistryMode>(inner, RegistryMode.ReadWrite, Error: null)
                : scope is null ? RegistryMode.ReadWrite
                : RegistryError.SubjectNotFound(scope);
        }

        return new Decision<RegistryMode>([new ModeChanged(scope, Mode: null), .. inner], mode, Error: null);
    }

    /// <summary>What lies within a context and has settings of its own; nothing for a subject.</summary>
    private IEnumerable<string> Inner(string? scope) => Index.Configured.Distinct()
        .Where(configured => configured != scope && (scope == SubjectName.Global ||
            (scope is null || SubjectName.IsScope(scope)) &&
            SubjectName.ContextOf(configured) == SubjectName.ContextOf(scope ?? "")))
        .Order(StringComparer.Ordinal);

    /// <summary>An import starts on clean ground: what was deleted softly goes, unless it is referenced.</summary>
    private void Clear(RegisteredVersion[] versions, ImmutableArray<RegistryRecord>.Builder records)
    {
        RegisteredVersion[] gone = [.. versions.Where(version => !Index.Referrers(version.Subject, version.Version)
            .Any(referrer => !versions.Contains(referrer)))];
        if (gone.Length > 0)
        {
            records.Add(Index.HighestIds);
            records.AddRange(gone.Select(version => new SchemaErased(version.Subject, version.Version)));
        }
    }

    private RegistryError? RefuseSetting(string? scope) =>
        scope is not null && !SubjectName.IsValidScope(scope) ? RegistryError.InvalidSubject(scope)
        : Index.ModeOf(scope).IsReadOnly() ? RegistryError.ReadOnly(scope)
        : null;
}
