// Deleting: softly first, for good only after that, and never what a schema still references.
using System.Collections.Immutable;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    /// <summary>Deletes every version of a subject; the reply is their numbers.</summary>
    internal Decision<int[]> DeleteSubject(string subject, bool permanent)
    {
        if (RefuseWrite(subject) is { } refused)
        {
            return refused;
        }

        IList<RegisteredVersion> all = Index.Versions(subject).Values;
        RegisteredVersion[] versions = permanent ? [.. all] : [.. Index.Live(subject)];
        if (all.Count == 0)
        {
            return RegistryError.SubjectNotFound(subject);
        }

        if (versions.Length == 0)
        {
            return RegistryError.SubjectSoftDeleted(subject);
        }

        if (permanent && Array.Exists(versions, version => !version.Deleted))
        {
            return RegistryError.SubjectNotSoftDeleted(subject);
        }

        foreach (RegisteredVersion version in versions)
        {
            if (Referrers(version, permanent).Any(referrer => referrer.Subject != subject))
            {
                return RegistryError.Referenced(subject, version.Version);
            }
        }

        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        if (permanent)
        {
            records.Add(Index.HighestIds);
            records.AddRange(versions.Select(version => new SchemaErased(subject, version.Version)));
        }
        else
        {
            records.Add(new SubjectDeleted(subject, versions[^1].Version));
        }

        DropSettings(subject, records);
        return new(records.ToImmutable(), [.. versions.Select(version => version.Version)], Error: null);
    }

    /// <summary>Deletes one version; the reply is its number.</summary>
    internal Decision<int> DeleteVersion(string subject, VersionSelector selector, bool permanent)
    {
        if (RefuseWrite(subject) is { } refused)
        {
            return refused;
        }

        Outcome<RegisteredVersion> found = Find(subject, selector, includeDeleted: true);
        if (found.Value is not { } version)
        {
            return found.Error!;
        }

        if (version.Deleted != permanent)
        {
            return permanent
                ? RegistryError.VersionNotSoftDeleted(subject, version.Version)
                : RegistryError.VersionSoftDeleted(subject, version.Version);
        }

        if (Referrers(version, permanent).Any())
        {
            return RegistryError.Referenced(subject, version.Version);
        }

        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        if (permanent)
        {
            records.Add(Index.HighestIds);
            records.Add(new SchemaErased(subject, version.Version));
        }
        else
        {
            records.Add(new SchemaRegistered(subject, version.Version, version.Id, version.Content, Deleted: true));
        }

        if (!Index.Live(subject).Any(other => other.Version != version.Version))
        {
            DropSettings(subject, records);
        }

        return new Decision<int>(records.ToImmutable(), version.Version, Error: null);
    }

    /// <summary>
    /// Live versions keep what they reference alive; against a permanent delete, soft-deleted ones do too.
    /// </summary>
    private IEnumerable<RegisteredVersion> Referrers(RegisteredVersion version, bool permanent) =>
        Index.Referrers(version.Subject, version.Version).Where(referrer => permanent || !referrer.Deleted);

    /// <summary>Deletes a context that has no subject any more, with its settings.</summary>
    /// <param name="context">The name with its dot.</param>
    internal Decision<bool> DeleteContext(string context)
    {
        if (context == SubjectName.DefaultContext)
        {
            return RegistryError.DefaultContextStays();
        }

        string scope = SubjectName.ScopeOf(context)!;
        if (Index.ModeOf(scope).IsReadOnly())
        {
            return RegistryError.ReadOnly(scope);
        }

        if (Index.In(scope).Any())
        {
            return RegistryError.ContextNotEmpty(context);
        }

        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        if (Index.Context(context).IsAnnounced)
        {
            records.Add(new ContextChanged(context, IsThere: false));
        }

        DropSettings(scope, records);
        return new Decision<bool>(records.ToImmutable(), Reply: true, Error: null);
    }

    private void DropSettings(string subject, ImmutableArray<RegistryRecord>.Builder records)
    {
        if (Index.Mode(subject) is not null)
        {
            records.Add(new ModeChanged(subject, Mode: null));
        }

        if (Index.Config(subject) is not null)
        {
            records.Add(new ConfigChanged(subject, Config: null));
        }
    }
}
