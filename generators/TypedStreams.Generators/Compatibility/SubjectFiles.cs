// The additional files of a compilation that record subjects.

using Microsoft.CodeAnalysis;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Compatibility;

internal static class SubjectFiles
{
    /// <summary>Every subject among the files, by its name.</summary>
    internal static IReadOnlyDictionary<string, RecordedSubject> ReadAll(
        IEnumerable<AdditionalText> files, CancellationToken cancellationToken) => RecordedSubject.ReadAll(
        files.Select(file => (file.Path, (Func<string>)(() => file.GetText(cancellationToken)?.ToString() ?? ""))));
}
