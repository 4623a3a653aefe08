// TS0030: the changes that make a message readable again for whom it broke. What can be done is in the diagnostic's
// properties; this only edits syntax.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using TypedStreams.Generators.Compatibility;

namespace TypedStreams.CodeFixes;

/// <summary>Mends a schema that breaks the rule of its subject.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IncompatibleSchemaFix))]
[Shared]
public sealed class IncompatibleSchemaFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TS0030"];

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

            // Most wanted first, because tools that ask nobody take the first: a rename loses nothing, a default only
            // what was never written. With several new members a rename would be a guess.
            var offer = new Offer(context, diagnostic, root, member);
            if (diagnostic.Properties.ContainsKey(FixKeys.Ambiguous))
            {
                await offer.DefaultAsync().ConfigureAwait(false);
                offer.Names();
            }
            else
            {
                offer.Names();
                await offer.DefaultAsync().ConfigureAwait(false);
            }

            offer.Number();
            offer.Restored();
            offer.TypeName();
        }
    }

    private sealed class Offer(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode member)
    {
        internal void Names()
        {
            foreach (var name in Values(FixKeys.Aliases))
            {
                Register(
                    $"Read data of its old name '{name}' too",
                    FixKeys.Aliases,
                    () => Replace(member, MemberEdits.WithArgument(member, "Field", "Aliases", $"[\"{name}\"]")));
            }

            foreach (var name in Values(FixKeys.Names))
            {
                Register(
                    $"Keep the name '{name}' in the schema",
                    FixKeys.Names,
                    () => Replace(member, MemberEdits.WithArgument(member, "Field", "Name", $"\"{name}\"")));
            }
        }

        internal void Number()
        {
            foreach (var number in Values(FixKeys.Number))
            {
                Register(
                    $"Give it the field number {number}",
                    FixKeys.Number,
                    () => Replace(member, MemberEdits.WithArgument(member, "Field", "Number", number)));
            }
        }

        internal async Task DefaultAsync()
        {
            if (!diagnostic.Properties.ContainsKey(FixKeys.Default))
            {
                return;
            }

            var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            var type = model?.GetDeclaredSymbol(member, context.CancellationToken) switch
            {
                IParameterSymbol parameter => parameter.Type,
                IPropertySymbol property => property.Type,
                _ => null,
            };
            if (type is null)
            {
                return;
            }

            var isLast = member is ParameterSyntax { Parent: ParameterListSyntax list } own
                && list.Parameters.SkipWhile(other => other != own).Skip(1).All(other => other.Default is not null);
            if (isLast && Literals.OfParameter(type) is { } value)
            {
                var equals = SyntaxFactory.EqualsValueClause(SyntaxFactory.ParseExpression(value))
                    .WithEqualsToken(SyntaxFactory.Token(SyntaxKind.EqualsToken)
                        .WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space))
                    .WithAdditionalAnnotations(Simplifier.Annotation);
                Register(
                    $"Give it the default {Short(value)}",
                    FixKeys.Default,
                    () => Replace(member, ((ParameterSyntax)member).WithDefault(equals)));
            }
            else if (Literals.OfAttribute(type) is { } constant)
            {
                Register(
                    $"Give it the default {Short(constant)}",
                    FixKeys.Default,
                    () => Replace(
                        member,
                        MemberEdits.WithArgument(member, "Field", "Default", constant)
                            .WithAdditionalAnnotations(Simplifier.Annotation)));
            }
        }

        internal void Restored()
        {
            var properties = diagnostic.Properties;
            if (properties.TryGetValue(FixKeys.RestoredName, out var name) && name is not null
                && properties.TryGetValue(FixKeys.RestoredType, out var type) && type is not null
                && diagnostic.AdditionalLocations.FirstOrDefault() is { } place && place.SourceTree == root.SyntaxTree
                && MemberEdits.Member(root, place) is TypeDeclarationSyntax holder)
            {
                properties.TryGetValue(FixKeys.RestoredAttribute, out var attribute);
                Register(
                    $"Restore the member '{name}'",
                    FixKeys.RestoredName,
                    () => Replace(holder, MemberEdits.WithMember(holder, name, type, attribute)));
            }
        }

        internal void TypeName()
        {
            foreach (var name in Values(FixKeys.TypeName))
            {
                if (diagnostic.AdditionalLocations.FirstOrDefault() is { } place && place.SourceTree == root.SyntaxTree
                    && MemberEdits.Member(root, place) is BaseTypeDeclarationSyntax type)
                {
                    var aliases = $"[\"{name}\"]";
                    Register(
                        $"Read data of its old name '{name}' too",
                        FixKeys.TypeName,
                        () => Replace(type, MemberEdits.WithArgument(type, "SchemaName", "Aliases", aliases)));
                }
            }
        }

        private IEnumerable<string> Values(string key) =>
            diagnostic.Properties.TryGetValue(key, out var value) && value is not null ? value.Split(';') : [];

        private static string Short(string literal) =>
            literal.StartsWith("global::") ? literal.Substring(literal.LastIndexOf('.') + 1) : literal;

        private Document Replace(SyntaxNode old, SyntaxNode edited) =>
            context.Document.WithSyntaxRoot(root.ReplaceNode(old, edited));

        private void Register(string title, string key, Func<Document> edit) => context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(edit()), equivalenceKey: key), diagnostic);
    }
}
