// The folder of a recorded subject as the compiler sees it, and the analyzer run over it.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TypedStreams.Generators.Tests;

internal static class RecordedFolder
{
    internal static (string, string) Subject(string level) =>
        ("t-value/subject.json", $$"""{ "compatibility": "{{level}}" }""");

    internal static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        string source, params (string Path, string Text)[] files) => AnalyzeAsync(GeneratorRun.Compile(source), files);

    /// <summary>The errors; that a schema is not recorded yet is none.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        CSharpCompilation compilation, params (string Path, string Text)[] files)
    {
        var found = await compilation
            .WithAnalyzers(
                [new CompatibilityAnalyzer()],
                new AnalyzerOptions([.. files.Select(file => new SchemaFile("/shop/schemas/" + file.Path, file.Text))]))
            .GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
    }

    private sealed class SchemaFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
