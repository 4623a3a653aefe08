// A folder of recorded schemas and a registry, kept in step: pull writes what the registry has, push registers what the
// folder has, check says where they differ and which version breaks the rule of its subject.
using System.Text.Json.Nodes;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Server.Verbs.Schemas;

internal sealed class SchemaSync(SchemaFolder folder, RegistryConnection registry, TextWriter output)
{
    /// <summary>Writes versions and rules that the folder lacks.</summary>
    /// <param name="only">The subject, or null for all that the registry has.</param>
    /// <param name="force">Overwrites versions of the folder that differ.</param>
    /// <param name="cancellationToken">Ends it between files.</param>
    internal async Task PullAsync(string? only, bool force, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, RecordedSubject> recorded = folder.Read();
        string[] subjects = only is not null ? [only]
            : [.. (await registry.AskAsync(HttpMethod.Get, ["subjects"], body: null, cancellationToken)).AsArray()
                .Select(name => name!.GetValue<string>())];
        foreach (string subject in subjects)
        {
            RegistrySubject there = await RegistrySubject.ReadAsync(registry, subject, cancellationToken);
            if (there.Versions.Count == 0)
            {
                throw new UsageException($"The registry has no subject {subject}.");
            }

            RecordedSubject? here = recorded.GetValueOrDefault(subject);
            foreach (RecordedVersion version in there.Versions.Values)
            {
                RecordedVersion? own = here?.Versions.FirstOrDefault(other => other.Number == version.Number);
                if (own is null || (force && !AreSame(own, version)))
                {
                    folder.Write(subject, version);
                    output.WriteLine($"{subject}: wrote {SchemaFolder.FileName(version)}");
                }
                else if (!AreSame(own, version))
                {
                    throw new UsageException(
                        $"{subject} version {version.Number} differs between folder and registry; --force takes the "
                        + "registry's.");
                }
            }

            if (here is null || here.Level != there.Level)
            {
                folder.WriteLevel(subject, there.Level);
                output.WriteLine($"{subject}: rule {there.Level.ToName()}");
            }
        }
    }

    /// <summary>Registers versions that the registry lacks, oldest first, under the folder's rule.</summary>
    internal async Task PushAsync(string? only, CancellationToken cancellationToken)
    {
        foreach ((string subject, RecordedSubject here) in Chosen(folder.Read(), only))
        {
            RegistrySubject there = await RegistrySubject.ReadAsync(registry, subject, cancellationToken);
            RequireSame(subject, here, there);
            if (there.Level != here.Level)
            {
                var body = new JsonObject { ["compatibility"] = here.Level.ToName() };
                await registry.AskAsync(HttpMethod.Put, ["config", subject], body, cancellationToken);
                output.WriteLine($"{subject}: rule {here.Level.ToName()}");
            }

            foreach (RecordedVersion version in here.Versions.Where(item => !there.Versions.ContainsKey(item.Number)))
            {
                await RegisterAsync(subject, version, cancellationToken);
                output.WriteLine($"{subject}: registered version {version.Number}");
            }
        }
    }

    /// <summary>Says what is wrong, one line a finding.</summary>
    /// <param name="only">The subject, or null for all of the folder.</param>
    /// <param name="online">False looks at the folder alone.</param>
    /// <param name="cancellationToken">Ends it between requests.</param>
    /// <returns>The number of findings.</returns>
    internal async Task<int> CheckAsync(string? only, bool online, CancellationToken cancellationToken)
    {
        var findings = new List<string>();
        foreach ((string subject, RecordedSubject here) in Chosen(folder.Read(), only))
        {
            findings.AddRange(Breaks(here).Select(finding => $"{subject}: {finding}"));
            if (online)
            {
                RegistrySubject there = await RegistrySubject.ReadAsync(registry, subject, cancellationToken);
                findings.AddRange(Differences(here, there).Select(finding => $"{subject}: {finding}"));
            }
        }

        findings.ForEach(output.WriteLine);
        return findings.Count;
    }

    private static IEnumerable<KeyValuePair<string, RecordedSubject>> Chosen(
        IReadOnlyDictionary<string, RecordedSubject> subjects, string? only)
    {
        if (only is not null && !subjects.ContainsKey(only))
        {
            throw new UsageException($"The folder has no subject {only}.");
        }

        return subjects.Where(item => only is null || item.Key == only)
            .OrderBy(item => item.Key, StringComparer.Ordinal);
    }

    /// <summary>Each version against those before it, as a registry would have judged it.</summary>
    private static IEnumerable<string> Breaks(RecordedSubject subject)
    {
        for (int i = 0; i < subject.Versions.Count; i++)
        {
            RecordedVersion version = subject.Versions[i];
            RecordedSubject before = subject with { Versions = [.. subject.Versions.Take(i)] };
            if (before.Versions.Any(other => other.Format != version.Format))
            {
                yield return $"version {version.Number} is {version.Format}, unlike those before it";
                continue;
            }

            foreach (string problem in Judge(version, before))
            {
                yield return problem;
            }
        }
    }

    private static List<string> Judge(RecordedVersion version, RecordedSubject before)
    {
        try
        {
            return
            [
                .. RecordedCheck.Run(version.Format, version.Text, before).Select(item =>
                    $"version {version.Number} breaks {before.Level.ToName()} with version {item.Version.Number}: "
                    + $"{item.Difference.KindName} at {item.Difference.Location} ({item.Difference.Message})"),
            ];
        }
        catch (SchemaParseException problem)
        {
            return [$"version {version.Number} or one before it is not a schema: {problem.Message}"];
        }
    }

    private static IEnumerable<string> Differences(RecordedSubject here, RegistrySubject there)
    {
        if (there.Versions.Count > 0 && here.Level != there.Level)
        {
            yield return $"the rule is {here.Level.ToName()} here and {there.Level.ToName()} in the registry";
        }

        foreach (int number in here.Versions.Select(version => version.Number).Union(there.Versions.Keys).Order())
        {
            RecordedVersion? own = here.Versions.FirstOrDefault(version => version.Number == number);
            RecordedVersion? other = there.Versions.GetValueOrDefault(number);
            if (own is null || other is null)
            {
                yield return own is null
                    ? $"version {number} is in the registry only; pull it"
                    : $"version {number} is in the folder only; push it";
            }
            else if (!AreSame(own, other))
            {
                yield return $"version {number} differs between folder and registry";
            }
        }
    }

    private static void RequireSame(string subject, RecordedSubject here, RegistrySubject there)
    {
        foreach (RecordedVersion own in here.Versions)
        {
            if (there.Versions.TryGetValue(own.Number, out RecordedVersion? other) && !AreSame(own, other))
            {
                throw new UsageException(
                    $"{subject} version {own.Number} differs between folder and registry, and a registered version "
                    + "never changes; record the folder's as a new version, or pull.");
            }
        }
    }

    private async Task RegisterAsync(string subject, RecordedVersion version, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["schema"] = version.Text,
            ["schemaType"] = version.Format.ToUpperInvariant(),
        };
        await registry.AskAsync(HttpMethod.Post, ["subjects", subject, "versions"], body, cancellationToken);
        RegistrySubject there = await RegistrySubject.ReadAsync(registry, subject, cancellationToken);
        if (!there.Versions.TryGetValue(version.Number, out RecordedVersion? stored) || !AreSame(version, stored))
        {
            throw new UsageException(
                $"The registry stored version {version.Number} of {subject} under another number, because versions of "
                + "the same content are one there or its numbers begin elsewhere; pull to see what it has.");
        }
    }

    private static bool AreSame(RecordedVersion one, RecordedVersion other)
    {
        try
        {
            return one.Format == other.Format && RecordedText.AreSame(one.Format, one.Text, other.Text);
        }
        catch (SchemaParseException)
        {
            return one.Text == other.Text;
        }
    }
}
