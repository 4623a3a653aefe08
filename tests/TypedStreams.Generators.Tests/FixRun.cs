// Runs analyzers and code fixes over a project in memory, as an editor does: diagnose, pick a fix by its title, apply,
// diagnose again.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TypedStreams.Generators.Tests;

internal sealed class FixRun : IDisposable
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Threading; "
        + "using System.Threading.Tasks; using TypedStreams;\n";

    private static readonly DiagnosticAnalyzer[] Analyzers =
        [new CompatibilityAnalyzer(), new ContractAnalyzer(), .. GeneratorRun.MisuseAnalyzers()];

    private static readonly CodeFixProvider[] Fixes =
    [
        new CodeFixes.IncompatibleSchemaFix(), new CodeFixes.RecordVersionFix(), new CodeFixes.MissingPartFix(),
        new CodeFixes.AwaitFix(), new CodeFixes.HandlerFix(), new CodeFixes.ContractFix(),
    ];

    private readonly AdhocWorkspace _workspace = new();
    private Project _project;

    internal FixRun(string source, params (string Path, string Text)[] files)
    {
        _project = _workspace.AddProject("Shop", LanguageNames.CSharp)
            .WithCompilationOptions(GeneratorRun.Compile().Options)
            .WithMetadataReferences(GeneratorRun.Compile().References);
        _project = _project.AddDocument("Source.cs", Usings + source).Project;
        foreach (var (path, text) in files)
        {
            _project = _project.AddAdditionalDocument(
                Path.GetFileName(path), SourceText.From(text), filePath: "/shop/schemas/" + path).Project;
        }
    }

    /// <summary>The source without its usings.</summary>
    internal async Task<string> SourceAsync() =>
        (await _project.Documents.Single().GetTextAsync()).ToString()[Usings.Length..];

    internal async Task<string> FileAsync(string path) =>
        (await _project.AdditionalDocuments.Single(file => file.FilePath == "/shop/schemas/" + path).GetTextAsync())
        .ToString();

    internal async Task<ImmutableArray<Diagnostic>> DiagnoseAsync()
    {
        var compilation = (await _project.GetCompilationAsync())!;
        var files = new List<AdditionalText>();
        foreach (var file in _project.AdditionalDocuments)
        {
            files.Add(new File(file.FilePath!, await file.GetTextAsync()));
        }

        var found = await compilation.WithAnalyzers([.. Analyzers], new AnalyzerOptions([.. files]))
            .GetAnalyzerDiagnosticsAsync();
        Assert.All(found, diagnostic => Assert.True(diagnostic.Id != "AD0001", diagnostic.GetMessage()));
        return found;
    }

    /// <summary>Titles of what is offered, in order.</summary>
    internal async Task<string[]> TitlesAsync() => [.. (await ActionsAsync()).Select(action => action.Title)];

    /// <summary>Applies the one fix of that title.</summary>
    internal async Task ApplyAsync(string title)
    {
        var action = Assert.Single(await ActionsAsync(), action => action.Title == title);
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        _project = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(_project.Id)!;
    }

    /// <summary>Applies that fix to every place of the document at once, as an editor's "fix all" does.</summary>
    internal async Task ApplyToAllAsync(string title)
    {
        var document = _project.Documents.Single();
        var found = await DiagnoseAsync();
        var action = (await ActionsAsync()).First(action => action.Title == title);
        var id = found.First(item => action.EquivalenceKey!.StartsWith(item.Id, StringComparison.Ordinal)).Id;
        var fix = Fixes.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        var all = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
            document,
            fix,
            FixAllScope.Document,
            action.EquivalenceKey!,
            [id],
            new Known(found),
            CancellationToken.None));
        var operations = await all!.GetOperationsAsync(CancellationToken.None);
        _project = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(_project.Id)!;
    }

    /// <summary>Fails unless the project compiles with what the generator makes of it, and nobody complains.</summary>
    internal async Task IsGreenAsync()
    {
        Assert.DoesNotContain(await DiagnoseAsync(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var compilation = (await _project.GetCompilationAsync())!;
        GeneratorRun.Driver().RunGeneratorsAndUpdateCompilation((CSharpCompilation)compilation, out var whole, out _);
        Assert.Empty(whole.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.NotEmpty(whole.SyntaxTrees.Except(compilation.SyntaxTrees));
    }

    public void Dispose() => _workspace.Dispose();

    private async Task<List<CodeAction>> ActionsAsync()
    {
        var actions = new List<CodeAction>();
        var document = _project.Documents.Single();
        foreach (var diagnostic in await DiagnoseAsync())
        {
            foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(
                    document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
            }
        }

        return actions;
    }

    private sealed class Known(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken) => Task.FromResult(all.AsEnumerable());

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project, CancellationToken cancellationToken) => Task.FromResult(all.AsEnumerable());
    }

    private sealed class File(string path, SourceText text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => text;
    }
}
