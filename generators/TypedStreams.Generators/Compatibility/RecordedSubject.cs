// A subject as the project keeps it: the folder schemas/<subject> with subject.json and v<N> files, given to the
// compiler as additional files. Reads texts the compiler hands over; never opens a file itself.

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Compatibility;

/// <param name="Level">The rule of subject.json; BACKWARD, as in registries, without one.</param>
/// <param name="Versions">Number, format and text, oldest first.</param>
/// <param name="Problem">What is wrong with the folder, or null.</param>
internal sealed record RecordedSubject(
    CompatibilityLevel Level, IReadOnlyList<RecordedVersion> Versions, string? Problem)
{
    private static readonly Regex File = new(
        @"[\\/]schemas[\\/](?<subject>[^\\/]+)[\\/](v(?<number>[0-9]{1,9})\.(?<format>avsc|proto|json)|subject\.json)$",
        RegexOptions.CultureInvariant);

    /// <summary>Every subject among the files, by the name of its folder.</summary>
    internal static Dictionary<string, RecordedSubject> ReadAll(
        IEnumerable<AdditionalText> files, CancellationToken cancellationToken) => files
        .Select(file => (Text: file, Match: File.Match(file.Path)))
        .Where(file => file.Match.Success)
        .GroupBy(file => Uri.UnescapeDataString(file.Match.Groups["subject"].Value), StringComparer.Ordinal)
        .ToDictionary(
            folder => folder.Key,
            folder => Read([.. folder.Select(file => (Content(file.Text, cancellationToken), file.Match))]),
            StringComparer.Ordinal);

    private static string Content(AdditionalText file, CancellationToken cancellationToken) =>
        file.GetText(cancellationToken)?.ToString() ?? "";

    private static RecordedSubject Read(IReadOnlyList<(string Text, Match Match)> files)
    {
        var versions = files
            .Where(file => file.Match.Groups["number"].Success)
            .Select(file => new RecordedVersion(
                int.Parse(file.Match.Groups["number"].Value, CultureInfo.InvariantCulture),
                FormatOf(file.Match.Groups["format"].Value),
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

    private static string FormatOf(string extension) => extension switch
    {
        "avsc" => "Avro",
        "proto" => "Protobuf",
        _ => "Json",
    };
}

/// <summary>One version of a subject.</summary>
internal sealed record RecordedVersion(int Number, string Format, string Text);
