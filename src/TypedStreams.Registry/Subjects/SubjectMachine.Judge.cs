// The question before a schema is registered: does it fit the versions that are there?
using System.Collections.Immutable;
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Subjects;

internal sealed partial class SubjectMachine
{
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
            RegisteredVersion? version = FindHere(subject, wanted, includeDeleted: false).Value;
            if (version is null && !wanted.IsLatest)
            {
                return RegistryError.VersionNotFound(wanted.Number);
            }

            versions = version is null ? [] : [version];
        }

        Outcome<Prepared> prepared = Prepare(subject, proposal, normalize);
        return prepared.Error is { } invalid ? invalid : Judge(subject, prepared.Value, versions);
    }

    private ImmutableArray<string> Judge(
        string subject, Prepared candidate, ImmutableArray<RegisteredVersion> versions)
    {
        SubjectConfig config = Index.ConfigOf(subject);
        CompatibilityLevel level = Index.LevelOf(subject);
        bool validatesFields = config.ValidateFields == true;
        var messages = ImmutableArray.CreateBuilder<string>();
        if (validatesFields)
        {
            messages.AddRange(ReservedFieldFaults(candidate, versions.LastOrDefault()));
        }

        versions = Group(versions, candidate.Content, config.Group);
        RegisteredVersion? failed = level == CompatibilityLevel.None
            ? null
            : FirstMisfit(level, config.Policy == SubjectConfig.Lenient, candidate, versions, messages);
        if (failed is null && messages.Count == 0)
        {
            return [];
        }

        if (failed is not null && failed.Content.Type != candidate.Content.Type)
        {
            return messages.ToImmutable();
        }

        if (failed is not null)
        {
            messages.Add($"{{oldSchemaVersion: {failed.Version}}}");
            messages.Add($"{{oldSchema: '{Shortened(failed.Content.Text)}'}}");
        }

        string validates = validatesFields ? "true" : "false";
        messages.Add($"{{validateFields: '{validates}', compatibility: '{level.ToName()}'}}");
        return messages.ToImmutable();
    }

    /// <summary>The first version that does not fit, its reasons in <paramref name="messages"/>; or null.</summary>
    private RegisteredVersion? FirstMisfit(
        CompatibilityLevel level,
        bool isLenient,
        Prepared candidate,
        ImmutableArray<RegisteredVersion> versions,
        ImmutableArray<string>.Builder messages)
    {
        if (versions.FirstOrDefault(version => version.Content.Type != candidate.Content.Type) is { } stranger)
        {
            messages.Add("Incompatible because of different schema type");
            return stranger;
        }

        object?[] models = [.. versions.Select(Model)];
        int unreadable = Array.IndexOf(models, null);
        if (unreadable >= 0)
        {
            messages.Add($"The stored schema of version {versions[unreadable].Version} cannot be read; delete it");
            return versions[unreadable];
        }

        var verdict = CompatibilityRule.Apply<object>(level, candidate.Model, models!, (reader, writer) =>
        {
            IReadOnlyList<SchemaDifference> differences = candidate.Format.Check(reader, writer, isLenient);
            bool isNewReading = ReferenceEquals(reader, candidate.Model);
            messages.AddRange(differences.Select(difference => candidate.Format.Print(
                difference, reader: isNewReading ? "new" : "old", writer: isNewReading ? "old" : "new")));
            return differences;
        });
        return verdict.IsCompatible ? null : versions[verdict.FailedIndex];
    }

    /// <summary>Only versions that agree with the candidate on the grouping property are compared with it.</summary>
    private static ImmutableArray<RegisteredVersion> Group(
        ImmutableArray<RegisteredVersion> versions, SchemaContent candidate, string? property) =>
        property is null
            ? versions
            : [.. versions.Where(version =>
                version.Content.Metadata?.Property(property) == candidate.Metadata?.Property(property))];

    /// <summary>A reserved name stays reserved, and no field has it.</summary>
    private static IEnumerable<string> ReservedFieldFaults(Prepared candidate, RegisteredVersion? previous)
    {
        HashSet<string> reserved = Reserved(candidate.Content.Metadata);
        foreach (string name in Reserved(previous?.Content.Metadata).Except(reserved).Order(StringComparer.Ordinal))
        {
            yield return $"{{errorType:\"RESERVED_FIELD_REMOVED\", description:\"The new schema has reserved field " +
                $"'{name}' removed from its metadata, which is present in the old schema's metadata.\"}}";
        }

        foreach (string name in candidate.Format.FieldNames(candidate.Model).Where(reserved.Contains).Distinct())
        {
            yield return $"{{errorType:\"FIELD_CONFLICTS_WITH_RESERVED_FIELD\", description:\"The new schema has " +
                $"field that conflicts with the reserved field '{name}'.\"}}";
        }
    }

    private static HashSet<string> Reserved(SchemaMetadata? metadata) =>
        [.. (metadata?.Property(SchemaMetadata.ReservedProperty) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string Shortened(string text)
    {
        const int MaxShown = 10_240;
        return text.Length <= MaxShown ? text : text[..MaxShown] + "<truncated>";
    }
}
