// The folder of recorded schemas on disk: <folder>/<subject>/v<N>.avsc|.proto|.json and subject.json.
using System.Text;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Server.Verbs.Schemas;

internal sealed class SchemaFolder(string path)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Every subject, by name; none when there is no folder.</summary>
    /// <exception cref="UsageException">A subject's folder cannot be used.</exception>
    internal IReadOnlyDictionary<string, RecordedSubject> Read()
    {
        // The folder may have any name here; subjects are told by the one that compilers look for.
        IEnumerable<string> files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            : [];
        IReadOnlyDictionary<string, RecordedSubject> subjects = RecordedSubject.ReadAll(files.Select(file => (
            "/schemas/" + Path.GetRelativePath(path, file), (Func<string>)(() => File.ReadAllText(file)))));
        foreach ((string name, RecordedSubject subject) in subjects.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            if (subject.Problem is { } problem)
            {
                throw new UsageException($"The folder of {name} in {path} cannot be used: {problem}.");
            }
        }

        return subjects;
    }

    /// <summary>Writes a version; a file of it in another format goes.</summary>
    internal void Write(string subject, RecordedVersion version)
    {
        string folder = Folder(subject);
        Directory.CreateDirectory(folder);
        string name = FileName(version);
        foreach (string other in Directory.EnumerateFiles(folder, $"v{version.Number}.*"))
        {
            if (Path.GetFileName(other) != name)
            {
                File.Delete(other);
            }
        }

        File.WriteAllText(Path.Combine(folder, name), RecordedText.Of(version.Format, version.Text), Utf8);
    }

    internal void WriteLevel(string subject, CompatibilityLevel level)
    {
        Directory.CreateDirectory(Folder(subject));
        File.WriteAllText(
            Path.Combine(Folder(subject), "subject.json"), $"{{ \"compatibility\": \"{level.ToName()}\" }}\n", Utf8);
    }

    internal static string FileName(RecordedVersion version) =>
        $"v{version.Number}.{RecordedVersion.ExtensionOf(version.Format)}";

    private string Folder(string subject) => Path.Combine(path, Uri.EscapeDataString(subject));
}
