using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedStreams.Tidy.Tests;

public sealed partial class SourceStyleTests
{
    private const int MaxFileLines = 600;
    private const int MaxMethodLines = 70;
    private const int MaxColumns = 120;

    private static readonly Lazy<IReadOnlyList<(SourceFile File, SyntaxNode Root)>> Trees = new(() =>
        [.. Repository.Sources.Select(file => (file, CSharpSyntaxTree.ParseText(file.Text).GetRoot()))]);

    [Fact]
    public void Files_stay_below_600_lines()
    {
        Assert.Empty(Repository.Sources.Where(file => file.Lines.Length > MaxFileLines).Select(file => file.Name));
    }

    [Fact]
    public void Lines_stay_within_120_columns()
    {
        IEnumerable<string> faults =
            from file in Repository.Sources
            from line in file.Lines.Index()
            where line.Item.TrimEnd('\r').Length > MaxColumns
            select $"{file.Name}:{line.Index + 1}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Methods_stay_below_70_lines()
    {
        IEnumerable<string> faults =
            from tree in Trees.Value
            from method in tree.Root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
            let lines = method.GetLocation().GetLineSpan().EndLinePosition.Line - FirstLine(method)
            where lines > MaxMethodLines
            select $"{tree.File.Name}:{FirstLine(method) + 1} ({lines} lines)";

        Assert.Empty(faults);
    }

    [Fact]
    public void Types_are_named_after_their_job()
    {
        IEnumerable<string> faults =
            from tree in Trees.Value
            from type in tree.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where EmptyName().IsMatch(type.Identifier.Text)
            select $"{tree.File.Name}: {type.Identifier.Text}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Cores_neither_wait_nor_lock()
    {
        IEnumerable<string> faults =
            from tree in Trees.Value
            where tree.File.Name.StartsWith("src/TypedStreams.Broker.Core/", StringComparison.Ordinal)
            from node in tree.Root.DescendantNodes()
            where node is AwaitExpressionSyntax or LockStatementSyntax
            select tree.File.Name;

        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        string[] marks = ["NotImplemented" + "Exception", "TO" + "DO", "FIX" + "ME", "HA" + "CK"];
        IEnumerable<string> faults =
            from file in Repository.Sources
            from mark in marks
            where Regex.IsMatch(file.Text, $@"\b{mark}\b")
            select $"{file.Name}: {mark}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        // A delay that waits for a clock the test drives is no sleep.
        IEnumerable<string> faults =
            from file in Repository.Sources
            where file.IsTest && !file.Name.Contains("Tidy")
            from line in file.Lines.Index()
            where Sleep().IsMatch(line.Item) && !line.Item.Contains("clock") && !line.Item.Contains("time")
            select $"{file.Name}:{line.Index + 1}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Test_names_are_sentences()
    {
        IEnumerable<string> faults =
            from tree in Trees.Value
            where tree.File.IsTest
            from method in tree.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            where method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
            where !method.Identifier.Text.Contains('_')
            select $"{tree.File.Name}: {method.Identifier.Text}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Text_names_no_machine_and_no_feed()
    {
        string[] marks = ["/ro" + "ot/",
            "/wo" + "rk/", "api.nuget" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"];
        IEnumerable<string> faults =
            from path in Repository.TextFiles()
            let text = File.ReadAllText(path)
            from mark in marks
            where text.Contains(mark, StringComparison.Ordinal)
            select $"{Repository.Relative(path)}: {mark}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Files_with_logic_in_the_product_say_what_they_are()
    {
        // A file of more than 60 lines opens with a comment, or its one public type is documented right below the
        // namespace.
        IEnumerable<string> faults =
            from file in Repository.Sources
            where file.Name.StartsWith("src/", StringComparison.Ordinal) && file.Lines.Length > 60
            where !file.Text.StartsWith("//", StringComparison.Ordinal) && !file.Text.Contains("/// <summary>")
            select file.Name;

        Assert.Empty(faults);
    }

    private static int FirstLine(BaseMethodDeclarationSyntax method) =>
        method.GetLocation().GetLineSpan().StartLinePosition.Line;

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Common|Impl)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(")]
    private static partial Regex Sleep();
}
