// A subject as a project keeps it: the folder schemas/<subject> with subject.json and v<N> files. The compiler, the
// command line and the build read it through here. Reads texts that are handed over; never opens a file itself.

using System.Globalization;
using System.Text.RegularExpressions;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Recorded;

/// <summary>A recorded subject: its rule and its versions.</summary>
/// <param name="Level">The rule of subject.json; BACKWARD, as in registries, without one.</param>
/// <param name="Versions">Number, format and text, oldest first.</param>
/// <param name="Problem">What is wrong with the folder, or null.</param>
public sealed record RecordedSubject(CompatibilityLevel Level, IReadOnlyList<RecordedVersion> Versions, string? Problem)
{
    private static readonly Regex File = new(
        @"[\\/]schemas[\\/](?<subject>[^\\/]+)[\\/](v(?<number>[0-9]{1,9})\.(?<format>avsc|proto|json)|subject\.json)$",
        RegexOptions.CultureInvariant);

    /// <summary>True for the path of a file that belongs to a subject.</summary>
    public static bool IsPart(string path) => File.IsMatch(path);

    /// <summary>
    /// Every subject among the files, by its name; the folder's name is the subject's with percent escapes.
    /// </summary>
    /// <param name="files">Paths that hold a folder "schemas", and what is in them.</param>
    public static IReadOnlyDictionary<string, RecordedSubject> ReadAll(
        IEnumerable<(string Path, Func<string> Read)> files) => files
        .Select(file => (file.Read, Match: File.Match(file.Path)))
        .Where(file => file.Match.Success)
        .GroupBy(file => Uri.UnescapeDataString(file.Match.Groups["subject"].Value), StringComparer.Ordinal)
        .ToDictionary(
            folder => folder.Key,
            folder => Read([.. folder.Select(file => (file.Read(), file.Match))]),
            StringComparer.Ordinal);

    private static RecordedSubject Read(IReadOnlyList<(string Text, Match Match)> files)
    {
        var versions = files
            .Where(file => file.Match.Groups["number"].Success)
            .Select(file => new RecordedVersion(
                int.Parse(file.Match.Groups["number"].Value, CultureInfo.InvariantCulture),
                RecordedVersion.FormatOf(file.Match.Groups["format"].Value),
                file.Text))
            .OrderBy(version => version.Number)
            .ToArray();
        var level = CompatibilityLevel.Backward;
        string? problem = null;
        foreach (var (text, _) in files.Where(file => !file.Match.Groups["number"].Success))
        {
            problem = ReadLevel(text, ref level);
        }

        var twice = versions.GroupBy(version => version.Number).FirstOrDefault(group => group.Count() > 1);
        return new RecordedSubject(
            level, versions, problem ?? (twice is null ? null : $"version {twice.Key} stands there twice"));
    }

    private static string? ReadLevel(string text, ref CompatibilityLevel level)
    {
        try
        {
            return JsonValue.Parse(text)["compatibility"] is { Kind: JsonKind.String } name
                && CompatibilityLevels.TryParse(name.Text, out level)
                ? null
                : "subject.json has no \"compatibility\" that is a level, such as BACKWARD";
        }
        catch (SchemaParseException error)
        {
            return $"subject.json is not JSON: {error.Message}";
        }
    }
}
