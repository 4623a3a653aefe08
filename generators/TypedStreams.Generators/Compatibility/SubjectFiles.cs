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

    /// <summary>The folder of every subject, with the separator that its files' paths have before their name.</summary>
    internal static IReadOnlyDictionary<string, string> Folders(IEnumerable<AdditionalText> files) => files
        .Where(file => RecordedSubject.IsPart(file.Path))
        .Select(file => file.Path.Substring(0, file.Path.LastIndexOfAny(['/', '\\']) + 1))
        .GroupBy(SubjectOf, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    private static string SubjectOf(string folder)
    {
        var bare = folder.TrimEnd('/', '\\');
        return Uri.UnescapeDataString(bare.Substring(bare.LastIndexOfAny(['/', '\\']) + 1));
    }
}
