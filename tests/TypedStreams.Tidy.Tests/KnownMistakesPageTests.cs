// The page of known mistakes names a test for each; a test that is renamed or deleted must not leave its line behind.
using System.Text.RegularExpressions;

namespace TypedStreams.Tidy.Tests;

public sealed partial class KnownMistakesPageTests
{
    private const int FewestMistakes = 40;

    [Fact]
    public void Every_test_that_the_page_of_known_mistakes_names_exists_in_its_project()
    {
        string page = File.ReadAllText(
            Path.Combine(Repository.Root, "tests", "TypedStreams.Broker.Tests", "KnownMistakes.md"));
        MatchCollection lines = Line().Matches(page);
        Assert.True(lines.Count >= FewestMistakes, $"The page names only {lines.Count} tests.");
        foreach (Match line in lines)
        {
            (string test, string project) = (line.Groups[1].Value, line.Groups[2].Value);
            string folder = Path.Combine(Repository.Root, "tests", $"TypedStreams.{project}");
            Assert.True(
                Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    .Any(file => File.ReadAllText(file).Contains($" {test}(", StringComparison.Ordinal)),
                $"KnownMistakes.md: TypedStreams.{project} has no test {test}.");
        }
    }

    [GeneratedRegex(@"\| `(\w+)` \| ([\w.]+) \|")]
    private static partial Regex Line();
}
