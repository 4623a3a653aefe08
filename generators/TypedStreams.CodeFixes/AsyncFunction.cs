// Whether code may await, and how a method comes to: async, a task as its result, and returns that fit.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TypedStreams.CodeFixes;

internal static class AsyncFunction
{
    internal static bool IsFunction(SyntaxNode node) => node
        is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
        or AccessorDeclarationSyntax or PropertyDeclarationSyntax or FieldDeclarationSyntax or GlobalStatementSyntax;

    internal static bool IsAsync(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    internal static bool IsHandler(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Handle" or "HandleAttribute" or "TypedStreams.Handle");

    /// <summary>A name of System.Threading.Tasks, as short as the file's usings allow.</summary>
    internal static ExpressionSyntax Name(string name) => ParseExpression("global::System.Threading.Tasks." + name)
        .WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>The method as an async one that returns a task.</summary>
    internal static MethodDeclarationSyntax Of(MethodDeclarationSyntax method)
    {
        var result = method.ReturnType.ToString();
        var isTask = IsTaskName(result);
        var type = isTask ? method.ReturnType
            : ParseTypeName("global::System.Threading.Tasks.Task" + (result == "void" ? "" : $"<{result}>"))
                .WithTriviaFrom(method.ReturnType).WithAdditionalAnnotations(Simplifier.Annotation);
        var body = isTask ? Returning(method, hasResult: result.EndsWith(">")) : method;
        var lead = body.Modifiers.Count == 0 ? body.ReturnType.GetLeadingTrivia() : default;
        var keyword = Token(SyntaxKind.AsyncKeyword).WithLeadingTrivia(lead).WithTrailingTrivia(Space);
        return body.WithReturnType(body.Modifiers.Count == 0 ? type.WithoutLeadingTrivia() : type)
            .AddModifiers(keyword);
    }

    private static bool IsTaskName(string type)
    {
        var name = type.Contains("<") ? type.Substring(0, type.IndexOf('<')) : type;
        return name.Substring(name.LastIndexOf('.') + 1) is "Task" or "ValueTask";
    }

    /// <summary>What was returned as a task is awaited, or was finished already.</summary>
    private static MethodDeclarationSyntax Returning(MethodDeclarationSyntax method, bool hasResult)
    {
        if (method.ExpressionBody is { Expression: not AwaitExpressionSyntax } arrow)
        {
            return method.WithExpressionBody(arrow.WithExpression(Awaited(arrow.Expression)));
        }

        var returns = method.DescendantNodes(node => !IsFunction(node) || node == method)
            .OfType<ReturnStatementSyntax>().Where(item => item.Expression is not null);
        return method.ReplaceNodes(returns, (_, item) => (Finished(item.Expression!), hasResult) switch
        {
            ({ } value, true) => item.WithExpression(value),
            (not null, false) => item.WithExpression(null).WithReturnKeyword(item.ReturnKeyword.WithoutTrivia()
                .WithLeadingTrivia(item.ReturnKeyword.LeadingTrivia)),
            (null, true) => item.WithExpression(Awaited(item.Expression!)),
            _ => Block(ExpressionStatement(Awaited(item.Expression!)), ReturnStatement()).WithTriviaFrom(item),
        });
    }

    private static ExpressionSyntax Awaited(ExpressionSyntax task) => AwaitExpression(
        Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), task.WithoutTrivia());

    /// <summary>The value of a task that is finished when it is made, or itself without a value; else null.</summary>
    private static ExpressionSyntax? Finished(ExpressionSyntax task) => task switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "CompletedTask" } => task,
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } => task,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "FromResult" },
            ArgumentList.Arguments: { Count: 1 } value,
        } => value[0].Expression,
        _ => null,
    };
}
