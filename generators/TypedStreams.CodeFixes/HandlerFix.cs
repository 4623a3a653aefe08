// TS0020, TS0022, TS0025, TS0026, TS0043, TS0044, TS0047: what a handler is declared as, and what it must not do.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TypedStreams.CodeFixes;

/// <summary>Makes methods handlers that the generator accepts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandlerFix))]
[Shared]
public sealed class HandlerFix : SyntaxFix
{
    private const string Handle = "Handle";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ["TS0020", "TS0022", "TS0025", "TS0026", "TS0043", "TS0044", "TS0047"];

    private protected override IEnumerable<(string Title, Func<SyntaxNode> Edited)> Edits(
        SyntaxNode root, Diagnostic diagnostic)
    {
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return diagnostic.Id switch
        {
            "TS0043" => Throwing(root, node),
            "TS0044" => Removing(root, node),
            "TS0022" => Candidates(root, node),
            "TS0026" => node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type ? AllExactlyOnce(root, type) : [],
            _ => node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
                ? OfMethod(root, method, diagnostic.Id)
                : [],
        };
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> OfMethod(
        SyntaxNode root, MethodDeclarationSyntax method, string id)
    {
        if (id == "TS0047")
        {
            yield return ("Add [Handle]", () => root.ReplaceNode(method, MemberEdits.WithAttribute(method, Handle)));
        }
        else if (id == "TS0025")
        {
            yield return ("Make it exactly once", () => root.ReplaceNode(method, ExactlyOnce(method)));
        }
        else if (method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType.ToString() == "void")
        {
            yield return ("Return Task", () => root.ReplaceNode(
                method,
                method.WithReturnType(((TypeSyntax)ParseTypeName("global::System.Threading.Tasks.Task"))
                    .WithTriviaFrom(method.ReturnType)
                    .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation))));
        }
        else if (method.Modifiers.All(modifier => !modifier.IsKind(SyntaxKind.PublicKeyword)
            && !modifier.IsKind(SyntaxKind.InternalKeyword)))
        {
            yield return ("Make it internal", () => root.ReplaceNode(method, Internal(method)));
        }
        else if (method.ParameterList.Parameters.Any(parameter => parameter.Type?.ToString() is { } type
            && type.EndsWith("Transaction")))
        {
            yield return ("Make it exactly once", () => root.ReplaceNode(method, ExactlyOnce(method)));
        }
    }

    /// <summary>Public methods of a group without handlers, any of which could be one.</summary>
    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Candidates(SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            yield break;
        }

        foreach (var method in type.Members.OfType<MethodDeclarationSyntax>().Where(method =>
            method.Modifiers.Any(SyntaxKind.PublicKeyword) && method.ParameterList.Parameters.Count > 0
            && method.TypeParameterList is null && !method.Modifiers.Any(SyntaxKind.OverrideKeyword)))
        {
            yield return (
                $"Add [Handle] to '{method.Identifier.Text}'",
                () => root.ReplaceNode(method, MemberEdits.WithAttribute(method, Handle)));
        }
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> AllExactlyOnce(
        SyntaxNode root, TypeDeclarationSyntax type)
    {
        var methods = type.Members.OfType<MethodDeclarationSyntax>().Where(AsyncFunction.IsHandler);
        yield return (
            "Make all handlers exactly once",
            () => root.ReplaceNode(type, type.ReplaceNodes(methods, (_, method) => ExactlyOnce(method))));
    }

    private static SyntaxNode ExactlyOnce(MethodDeclarationSyntax method) =>
        MemberEdits.WithArgument(method, Handle, "ExactlyOnce", "true");

    private static MethodDeclarationSyntax Internal(MethodDeclarationSyntax method)
    {
        var others = method.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.PrivateKeyword)
            && !modifier.IsKind(SyntaxKind.ProtectedKeyword)).Select(modifier => modifier.WithLeadingTrivia());
        var first = method.Modifiers.Count > 0 ? method.Modifiers[0] : method.ReturnType.GetFirstToken();
        var bare = method.Modifiers.Count > 0
            ? method
            : method.WithReturnType(method.ReturnType.WithoutLeadingTrivia());
        return bare.WithModifiers(TokenList(others.Prepend(Token(SyntaxKind.InternalKeyword)
            .WithLeadingTrivia(first.LeadingTrivia).WithTrailingTrivia(Space))));
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Throwing(SyntaxNode root, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is { } clause)
        {
            var thrown = clause.Block.WithStatements(List<StatementSyntax>([ThrowStatement()]))
                .WithAdditionalAnnotations(Formatter.Annotation);
            yield return ("Throw it on", () => root.ReplaceNode(clause.Block, thrown));
        }
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Removing(SyntaxNode root, SyntaxNode node)
    {
        var call = node;
        while (call.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            or ConditionalAccessExpressionSyntax)
        {
            call = call.Parent;
        }

        // A statement of its own in a block; elsewhere something depends on it.
        if (call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement)
        {
            yield return ("Remove it", () => root.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!);
        }
    }
}
