// Registering a schema, and the question before it: does it fit the versions that are there?
using System.Collections.Immutable;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
    /// <summary>
    /// Registers a schema under a subject. The same content keeps its id everywhere; content that is live under the
    /// subject gives the version that is there; else the next version, which counts soft-deleted ones.
    /// </summary>
    internal Decision<RegisteredVersion> Register(string subject, SchemaProposal proposal, bool normalize)
    {
        if (RefuseWrite(subject) is { } refused)
        {
            return refused;
        }

        if (proposal.Id > 0)
        {
            return RegistryError.NotImporting(subject);
        }

        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        if (prepared.Error is { } invalid)
        {
            return invalid;
        }

        SortedList<int, RegisteredVersion> versions = Index.Versions(subject);
        int id = Index.IdOf(prepared.Value.Content);
        if (id > 0 && versions.Values.LastOrDefault(version => version.Id == id && !version.Deleted) is { } live)
        {
            return live;
        }

        int next = versions.Count == 0 ? 1 : versions.Keys[^1] + 1;
        if (proposal.Version > 0 && proposal.Version != next)
        {
            return RegistryError.UnexpectedVersion(next, proposal.Version);
        }

        ImmutableArray<RegisteredVersion> others = [.. Index.Live(subject)];
        ImmutableArray<string> messages = Judge(Index.LevelOf(subject), prepared.Value, others);
        if (messages.Length > 0)
        {
            return RegistryError.Incompatible(subject, messages);
        }

        return Append(subject, next, id == 0 ? Index.HighestId + 1 : id, prepared.Value.Content);
    }

    private Decision<RegisteredVersion> Append(string subject, int version, int id, SchemaContent content)
    {
        var records = ImmutableArray.CreateBuilder<RegistryRecord>();
        records.Add(new SchemaRegistered(subject, version, id, content, Deleted: false));

        // A soft-deleted version of the same content comes back under the new number; the old one goes.
        foreach (RegisteredVersion old in Index.Versions(subject).Values)
        {
            if (old.Id == id && old.Deleted && !Index.Referrers(subject, old.Version).Any())
            {
                records.Add(new SchemaErased(subject, old.Version));
            }
        }

        var reply = new RegisteredVersion(subject, version, id, content, Deleted: false, TimestampMs: 0);
        return new Decision<RegisteredVersion>(records.ToImmutable(), reply, Error: null);
    }

    /// <summary>Whether a schema fits one version (whatever the level's reach), or all of the subject's.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="selector">The version, or null for all that are live.</param>
    /// <param name="proposal">The schema.</param>
    /// <param name="normalize">Whether the schema is normalized first.</param>
    /// <returns>What is wrong; empty when it fits.</returns>
    internal Outcome<ImmutableArray<string>> Check(
        string subject, VersionSelector? selector, SchemaProposal proposal, bool normalize)
    {
        ImmutableArray<RegisteredVersion> versions = [.. Index.Live(subject)];
        if (selector is { } wanted)
        {
            RegisteredVersion? version = Find(subject, wanted, includeDeleted: false).Value;
            if (version is null && !wanted.IsLatest)
            {
                return RegistryError.VersionNotFound(wanted.Number);
            }

            versions = version is null ? [] : [version];
        }

        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        return prepared.Error is { } invalid
            ? invalid
            : Judge(Index.LevelOf(subject), prepared.Value, versions);
    }

    private ImmutableArray<string> Judge(
        CompatibilityLevel level, Prepared candidate, ImmutableArray<RegisteredVersion> versions)
    {
        if (level == CompatibilityLevel.None || versions.IsEmpty)
        {
            return [];
        }

        var messages = ImmutableArray.CreateBuilder<string>();
        object?[] models = [.. versions.Select(version =>
            version.Content.Type == candidate.Format.Name ? Model(version.Content, version.Id) : null)];
        if (Array.Exists(models, model => model is null))
        {
            return ["Incompatible because of different schema type"];
        }

        var verdict = CompatibilityRule.Apply<object>(level, candidate.Model, models!, (reader, writer) =>
        {
            IReadOnlyList<SchemaDifference> differences = candidate.Format.Check(reader, writer);
            bool isNewReading = ReferenceEquals(reader, candidate.Model);
            messages.AddRange(differences.Select(difference => candidate.Format.Print(
                difference, reader: isNewReading ? "new" : "old", writer: isNewReading ? "old" : "new")));
            return differences;
        });
        if (verdict.IsCompatible)
        {
            return [];
        }

        RegisteredVersion failed = versions[verdict.FailedIndex];
        messages.Add($"{{oldSchemaVersion: {failed.Version}}}");
        messages.Add($"{{oldSchema: '{Shortened(failed.Content.Text)}'}}");
        messages.Add($"{{validateFields: 'false', compatibility: '{level.ToName()}'}}");
        return messages.ToImmutable();
    }

    private static string Shortened(string text)
    {
        const int MaxShown = 10_240;
        return text.Length <= MaxShown ? text : text[..MaxShown] + "<truncated>";
    }
}
