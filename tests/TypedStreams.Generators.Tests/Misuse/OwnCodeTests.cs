// The product's own code and its samples, judged by the analyzers of misuse: what they find there would be a false
// alarm or a mistake of ours.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedStreams.Generators.Tests.Misuse;

public class OwnCodeTests
{
    [Theory]
    [InlineData("src/TypedStreams", 100)]
    [InlineData("src/TypedStreams.Client", 50)]
    [InlineData("src/TypedStreams.Registry", 20)]
    [InlineData("src/TypedStreams.Server", 25)]
    [InlineData("samples/Flights", 10)]
    [InlineData("samples/Ledger", 5)]
    [InlineData("samples/Evolution", 2)]
    public async Task Own_code_raises_no_diagnostic_of_misuse(string folder, int atLeast)
    {
        var root = Root();
        var path = Path.Combine(root, folder);
        string[] built = [Path.Combine(path, "bin"), Path.Combine(path, "obj")];
        var trees = Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories)
            .Where(file => !built.Any(other => file.StartsWith(other, StringComparison.Ordinal)))
            .Select(file => CSharpSyntaxTree.ParseText(
                "using System; using System.Collections.Generic; using System.IO; using System.Linq; "
                    + "using System.Threading; using System.Threading.Tasks;\n" + File.ReadAllText(file),
                path: file))
            .ToArray();
        Assert.True(trees.Length >= atLeast, $"{trees.Length} files in {path}");

        // What this test does not refer to stays unknown in it; producers, handlers and the client are known.
        var compilation = CSharpCompilation.Create(
            Path.GetFileName(folder),
            trees,
            GeneratorRun.Compile().References.Where(reference =>
                Path.GetFileNameWithoutExtension(reference.Display) != Path.GetFileName(folder)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        GeneratorRun.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        var found = await whole.WithAnalyzers([.. GeneratorRun.MisuseAnalyzers()])
            .GetAnalyzerDiagnosticsAsync();
        Assert.Empty(found.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Info));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TypedStreams.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above holds TypedStreams.sln.");
    }
}
