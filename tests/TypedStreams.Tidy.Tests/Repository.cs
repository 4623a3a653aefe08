// The repository as the tidy tests see it: its source files and projects, found from the folder that holds the
// solution.
using System.Xml.Linq;

namespace TypedStreams.Tidy.Tests;

internal static class Repository
{
    private static readonly string[] SourceFolders = ["src", "generators", "tests", "samples"];
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", ".venv", "TestResults"];

    internal static string Root { get; } = FindRoot();

    /// <summary>Every C# file that a person wrote.</summary>
    internal static IReadOnlyList<SourceFile> Sources { get; } =
        [.. SourceFolders.SelectMany(folder => Files(folder, "*.cs")).Select(path => new SourceFile(path))];

    /// <summary>Every project.</summary>
    internal static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. SourceFolders.SelectMany(folder => Files(folder, "*.csproj")).Select(path => new ProjectFile(path))];

    /// <summary>Every text file of the product, by path from the root.</summary>
    internal static IEnumerable<string> TextFiles() =>
        SourceFolders.Append("schemas").Append("build").SelectMany(folder => Files(folder, "*"))
            .Concat(Directory.GetFiles(Root))
            .Where(path => Path.GetExtension(path) is
                ".cs" or ".csproj"
                    or ".props" or ".targets" or ".md" or ".json" or ".py" or ".js" or ".mjs" or ".sh" or ".txt");

    internal static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        string top = Path.Combine(Root, folder);
        return Directory.Exists(top) ? Walk(top, pattern) : [];
    }

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        foreach (string file in Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (string inner in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (!NotOurs.Contains(Path.GetFileName(inner)))
            {
                foreach (string file in Walk(inner, pattern))
                {
                    yield return file;
                }
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TypedStreams.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException(
            "No folder above the tests holds TypedStreams.sln.");
    }
}

/// <summary>A C# file.</summary>
internal sealed class SourceFile(string path)
{
    internal string Name { get; } = Repository.Relative(path);

    internal string Text { get; } = File.ReadAllText(path);

    internal string[] Lines => Text.Split('\n');

    internal bool IsTest => Name.StartsWith("tests/", StringComparison.Ordinal);
}

/// <summary>A project and what it refers to.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _xml = XDocument.Load(path);

    internal string Path { get; } = path;

    internal string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    internal string Folder { get; } = System.IO.Path.GetDirectoryName(path)!;

    internal string Text => _xml.ToString();

    internal bool IsProduct => Repository.Relative(Path).StartsWith("src/", StringComparison.Ordinal);

    /// <summary>
    /// The projects whose code this one can call; analyzers that only run at build time are not among them.
    /// </summary>
    internal IEnumerable<string> References => _xml.Descendants("ProjectReference")
        .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
        .Select(reference => System.IO.Path.GetFileNameWithoutExtension(
            ((string)reference.Attribute("Include")!).Replace('\\', '/')));

    internal IEnumerable<XElement> Packages => _xml.Descendants("PackageReference");
}
