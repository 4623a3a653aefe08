// Records the schemas of a built assembly: a new version where a message's schema is not the newest one of its subject.
// The build that made the assembly has held them to the rule; it is held here again, because a file is easily copied.
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Server.Verbs.Schemas;

internal static class SchemaRecorder
{
    /// <returns>What was written, one line each.</returns>
    /// <exception cref="UsageException">A schema breaks the rule of its subject.</exception>
    internal static IReadOnlyList<string> Record(SchemaFolder folder, IReadOnlyList<BuiltSchema> schemas)
    {
        IReadOnlyDictionary<string, RecordedSubject> subjects = folder.Read();
        var lines = new List<string>();
        foreach (BuiltSchema schema in schemas.DistinctBy(schema => schema.Subject))
        {
            RecordedSubject? subject = subjects.GetValueOrDefault(schema.Subject);
            RecordedVersion? last = subject?.Versions.LastOrDefault();
            if (last is not null && last.Format == schema.Format
                && RecordedText.AreSame(schema.Format, schema.Text, last.Text))
            {
                continue;
            }

            Require(schema, subject);
            var version = new RecordedVersion((last?.Number ?? 0) + 1, schema.Format, schema.Text);
            folder.Write(schema.Subject, version);
            if (subject is null)
            {
                folder.WriteLevel(schema.Subject, CompatibilityLevel.Backward);
            }

            lines.Add($"{schema.Subject}: wrote {SchemaFolder.FileName(version)}");
        }

        return lines;
    }

    private static void Require(BuiltSchema schema, RecordedSubject? subject)
    {
        if (subject?.Versions.Any(version => version.Format != schema.Format) == true)
        {
            throw new UsageException($"{schema.Subject} is recorded in another format than {schema.Format}.");
        }

        if (subject is not null && RecordedCheck.Run(schema.Format, schema.Text, subject) is [{ } first, ..])
        {
            throw new UsageException(
                $"{schema.Subject} cannot take this schema under {subject.Level.ToName()}: "
                + $"{first.Difference.KindName} at {first.Difference.Location} ({first.Difference.Message}). "
                + $"It breaks {first.Who}.");
        }
    }
}
