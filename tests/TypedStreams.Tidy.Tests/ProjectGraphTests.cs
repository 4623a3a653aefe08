namespace TypedStreams.Tidy.Tests;

public sealed class ProjectGraphTests
{
    // Who may refer to whom. An arrow that is not here would let a lower layer look up.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["TypedStreams.Abstractions"] = [],
        ["TypedStreams.Schemas"] = [],
        ["TypedStreams.Protocol"] = [],
        ["TypedStreams.Storage"] = ["TypedStreams.Protocol"],
        ["TypedStreams.Broker.Core"] = ["TypedStreams.Protocol", "TypedStreams.Storage"],
        ["TypedStreams.Broker"] = ["TypedStreams.Protocol", "TypedStreams.Storage", "TypedStreams.Broker.Core"],
        ["TypedStreams.Client"] = ["TypedStreams.Protocol"],
        ["TypedStreams.Registry"] = ["TypedStreams.Schemas", "TypedStreams.Client", "TypedStreams.Protocol"],
        ["TypedStreams"] =
        [
            "TypedStreams.Abstractions", "TypedStreams.Schemas", "TypedStreams.Protocol", "TypedStreams.Client",
            "TypedStreams.Broker", "TypedStreams.Registry",
        ],
        ["TypedStreams.Server"] =
        [
            "TypedStreams.Schemas", "TypedStreams.Protocol", "TypedStreams.Client", "TypedStreams.Broker",
            "TypedStreams.Broker.Core", "TypedStreams.Storage", "TypedStreams.Registry",
        ],
        ["TypedStreams.Generators"] = ["TypedStreams.Schemas"],
        ["TypedStreams.CodeFixes"] = [],
        ["TypedStreams.Protocol.Generators"] = [],
    };

    [Fact]
    public void Projects_refer_only_to_the_layers_below_them()
    {
        List<string> faults = [];
        foreach (ProjectFile project in Repository.Projects.Where(project => Allowed.ContainsKey(project.Name)))
        {
            faults.AddRange(project.References.Except(Allowed[project.Name]).Select(up => $"{project.Name} -> {up}"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_project_of_the_product_has_its_place_in_the_table()
    {
        IEnumerable<string> product = Repository.Projects
            .Where(project => project.IsProduct || IsCompilerPart(project))
            .Select(project => project.Name);

        Assert.Equal(Allowed.Keys.Order(), product.Order());
    }

    private static bool IsCompilerPart(ProjectFile project) =>
        project.Name.EndsWith("Generators", StringComparison.Ordinal)
        || project.Name.EndsWith("CodeFixes", StringComparison.Ordinal);

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "TypedStreams.sln")).Replace('\\', '/');

        Assert.All(Repository.Projects, project => Assert.Contains(Repository.Relative(project.Path), solution));
    }

    [Fact]
    public void Package_versions_stand_in_one_file_only()
    {
        IEnumerable<string> faults = Repository.Projects
            .Where(project => project.Packages.Any(package => package.Attribute("Version") is not null))
            .Select(project => project.Name);

        Assert.Empty(faults);
    }

    [Fact]
    public void Cores_are_built_with_their_list_of_banned_symbols()
    {
        ProjectFile core = Repository.Projects.Single(project => project.Name == "TypedStreams.Broker.Core");
        ProjectFile storage = Repository.Projects.Single(project => project.Name == "TypedStreams.Storage");

        Assert.Contains("build/BannedSymbols.Cores.txt", core.Text);
        Assert.Contains("build/BannedSymbols.Storage.txt", storage.Text);
        Assert.Contains(
            "T:System.Threading.Tasks.Task;",
            File.ReadAllText(Path.Combine(Repository.Root, "build", "BannedSymbols.Cores.txt")));
    }

    [Fact]
    public void Public_members_of_the_product_cannot_lose_their_docs()
    {
        // The compiler checks every member (CS1591 as an error); nobody may switch that off.
        string props = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Contains("<GenerateDocumentationFile>true</GenerateDocumentationFile>", props);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props);
        Assert.All(
            Repository.Projects.Where(project => project.IsProduct),
            project => Assert.DoesNotContain("CS1591", project.Text));
        Assert.All(
            Repository.Sources.Where(file => !file.IsTest),
            file => Assert.DoesNotContain("disable CS1591", file.Text));
    }

    [Fact]
    public void Every_project_has_a_readme_of_one_page()
    {
        List<string> faults = [];
        foreach (ProjectFile project in Repository.Projects)
        {
            string readme = Path.Combine(project.Folder, "README.md");
            int lines = File.Exists(readme) ? File.ReadAllLines(readme).Length : 0;
            if (lines is < 5 or > 160)
            {
                faults.Add($"{project.Name}: {lines} lines");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void The_top_level_holds_only_what_is_agreed()
    {
        string[] agreed =
            ["src", "generators",
                "tests", "samples", "schemas", "build", "TypedStreams.sln", "README.md", "global.json"];
        IEnumerable<string> others = Directory.GetFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => name[0] != '.' && !name.StartsWith("Directory.", StringComparison.Ordinal))
            .Except(agreed)
            .Except(["TestResults", "artifacts", "data", "BenchmarkDotNet.Artifacts", "LICENSE"]);

        Assert.Empty(others);
    }
}
