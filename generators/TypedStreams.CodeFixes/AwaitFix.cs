// TS0040, TS0041, TS0042: await, where the function is async, or is a handler, which may become so because only
// generated code calls it.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TypedStreams.CodeFixes;

/// <summary>Awaits what was dropped or waited for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitFix))]
[Shared]
public sealed class AwaitFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TS0040", "TS0041", "TS0042"];

    private protected override IEnumerable<(string Title, Func<SyntaxNode> Edited)> Edits(
        SyntaxNode root, Diagnostic diagnostic)
    {
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not ExpressionSyntax expression
            || (diagnostic.Id == "TS0040" ? expression : Task(expression)) is not { } task)
        {
            yield break;
        }

        var function = expression.Ancestors().FirstOrDefault(AsyncFunction.IsFunction);
        var whole = diagnostic.Id == "TS0040" && expression.Parent is AssignmentExpressionSyntax discard
            ? discard
            : expression;
        var awaited = AwaitExpression(
            Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), task.WithoutTrivia());
        ExpressionSyntax replaced = whole.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
            or ConditionalAccessExpressionSyntax ? ParenthesizedExpression(awaited) : awaited;
        if (function is null or GlobalStatementSyntax || AsyncFunction.IsAsync(function))
        {
            yield return ("Await it", () => root.ReplaceNode(whole, replaced.WithTriviaFrom(whole)));
        }
        else if (function is MethodDeclarationSyntax method && AsyncFunction.IsHandler(method))
        {
            yield return ("Await it", () => root.ReplaceNode(
                method,
                AsyncFunction.Of(method.ReplaceNode(whole, replaced.WithTriviaFrom(whole)))
                    .WithAdditionalAnnotations(Formatter.Annotation)));
        }
    }

    /// <summary>The task behind a blocking expression, or null when there is none to await.</summary>
    private static ExpressionSyntax? Task(ExpressionSyntax blocking) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result => Bare(result.Expression),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Wait" } wait,
            ArgumentList.Arguments.Count: 0,
        } => Bare(wait.Expression),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "GetResult",
                Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter },
            },
        } => Bare(awaiter.Expression),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Sleep" },
        } sleep => Delay(sleep),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "WaitAll" } all,
        } waiting => waiting.WithExpression(all.WithName(IdentifierName("WhenAll"))),
        _ => null,
    };

    /// <summary>Without the AsTask that only waiting needed.</summary>
    private static ExpressionSyntax Bare(ExpressionSyntax task) => task is InvocationExpressionSyntax
    {
        Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "AsTask" } wrapped,
    } ? wrapped.Expression : task;

    /// <summary>Task.Delay, with the method's token.</summary>
    private static ExpressionSyntax Delay(InvocationExpressionSyntax sleep)
    {
        var token = sleep.Ancestors().OfType<BaseMethodDeclarationSyntax>().FirstOrDefault()?.ParameterList.Parameters
            .FirstOrDefault(parameter => parameter.Type?.ToString().EndsWith("CancellationToken") == true);
        var arguments = token is null
            ? sleep.ArgumentList
            : sleep.ArgumentList.WithArguments(SeparatedList<ArgumentSyntax>(
                sleep.ArgumentList.Arguments.Append(Argument(IdentifierName(token.Identifier.Text))),
                [Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space)]));
        return InvocationExpression(AsyncFunction.Name("Task.Delay"), arguments);
    }
}
