// What the simple fixes have in common: one edit of one file, applied to many places at once where that is wanted.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TypedStreams.CodeFixes;

/// <summary>A fix that edits the syntax of the file that the diagnostic is in.</summary>
public abstract class SyntaxFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in root is null ? [] : context.Diagnostics)
        {
            foreach (var (title, edited) in Edits(root!, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        title,
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(edited())),
                        equivalenceKey: diagnostic.Id + title),
                    diagnostic);
            }
        }
    }

    /// <summary>What can be done about a diagnostic, the most wanted first.</summary>
    private protected abstract IEnumerable<(string Title, Func<SyntaxNode> Edited)> Edits(
        SyntaxNode root, Diagnostic diagnostic);
}
