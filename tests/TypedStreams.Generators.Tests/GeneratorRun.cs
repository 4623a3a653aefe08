// Runs the generator and the analyzer over source text, as the compiler would.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedStreams.Generators.Misuse;

namespace TypedStreams.Generators.Tests;

internal static class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "TypedStreams.Abstractions.dll" or "TypedStreams.Client.dll"
                    or "TypedStreams.Protocol.dll" or "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    internal static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Shop",
        sources.Select((text, i) => CSharpSyntaxTree.ParseText(
            "using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; "
            + "using TypedStreams;\n" + text,
            path: $"Source{i}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    internal static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ContractGenerator().AsSourceGenerator()],
        driverOptions: new GeneratorDriverOptions(
            IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generated files by name; fails when the whole does not compile without warnings.</summary>
    internal static Dictionary<string, string> Generate(params string[] sources) => Generate([], sources);

    /// <summary>The same with recorded versions.</summary>
    internal static Dictionary<string, string> Generate(ImmutableArray<AdditionalText> files, params string[] sources)
    {
        var compilation = Compile(sources);
        var result = Driver().AddAdditionalTexts(files)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _).GetRunResult();
        Assert.Empty(updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return result.Results[0].GeneratedSources.ToDictionary(
            source => source.HintName, source => source.SourceText.ToString());
    }

    internal static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(params string[] sources) =>
        await Compile(sources).WithAnalyzers([new ContractAnalyzer()]).GetAnalyzerDiagnosticsAsync();

    /// <summary>All the analyzers that look at code, not at contracts.</summary>
    internal static DiagnosticAnalyzer[] MisuseAnalyzers() =>
        [new SendAnalyzer(), new HandlerAnalyzer(), new TransactionAnalyzer(), new GroupAnalyzer()];
}
