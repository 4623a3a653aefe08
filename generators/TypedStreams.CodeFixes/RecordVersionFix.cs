// TS0032: writes the schema of a message as the next version of its subject.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using TypedStreams.Generators.Compatibility;

namespace TypedStreams.CodeFixes;

/// <summary>Records a new version of a subject.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RecordVersionFix))]
[Shared]
public sealed class RecordVersionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TS0032"];

    /// <summary>None: a fix adds a file, and several at once would add it several times.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(FixKeys.File, out var path) && path is not null
                && diagnostic.Properties.TryGetValue(FixKeys.Text, out var text) && text is not null)
            {
                var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
                var action = CodeAction.Create(
                    $"Record it as {name}",
                    _ => Task.FromResult(
                        project.AddAdditionalDocument(name, SourceText.From(text), filePath: path).Project.Solution),
                    equivalenceKey: FixKeys.File);
                context.RegisterCodeFix(action, diagnostic);
            }
        }

        return Task.CompletedTask;
    }
}
