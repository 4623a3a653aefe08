// TS0001 and TS0005: one word or one attribute is missing.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedStreams.CodeFixes;

/// <summary>Adds <c>partial</c> or <c>[Decimal]</c> where it is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingPartFix))]
[Shared]
public sealed class MissingPartFix : CodeFixProvider
{
    private const string Decimal = "Decimal(18, 2)";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TS0001", "TS0005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || MemberEdits.Member(root, diagnostic.Location) is not { } member)
            {
                continue;
            }

            if (diagnostic.Id == "TS0005")
            {
                Register(
                    $"Add [{Decimal}]", () => root.ReplaceNode(member, MemberEdits.WithAttribute(member, Decimal)));
            }
            else
            {
                var types = member.AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
                    .Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)).ToArray();
                Register("Make it partial", () => root.ReplaceNodes(types, (_, type) => type.AddModifiers(
                    SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space))));
            }

            void Register(string title, Func<SyntaxNode> edit) => context.RegisterCodeFix(
                CodeAction.Create(
                    title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(edit())),
                    equivalenceKey: diagnostic.Id),
                diagnostic);
        }
    }
}
