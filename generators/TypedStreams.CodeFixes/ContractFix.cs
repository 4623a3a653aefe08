// TS0003, TS0010, TS0011, TS0012, TS0033, TS0049: settings of a message that have one natural mend.

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedStreams.Generators.Misuse;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TypedStreams.CodeFixes;

/// <summary>Mends the attributes of messages.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ContractFix))]
[Shared]
public sealed class ContractFix : SyntaxFix
{
    private const int MaxTopicLength = 249;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ["TS0003", "TS0010", "TS0011", "TS0012", "TS0033", "TS0049"];

    private protected override IEnumerable<(string Title, Func<SyntaxNode> Edited)> Edits(
        SyntaxNode root, Diagnostic diagnostic)
    {
        if (diagnostic.Id == "TS0049")
        {
            return Casts(root, diagnostic);
        }

        return MemberEdits.Member(root, diagnostic.Location) is not { } member ? [] : diagnostic.Id switch
        {
            "TS0003" => Without(root, member, "Key", argument: null, "Remove this [Key]"),
            "TS0012" => Without(root, member, "Field", "Number", "Take the number from its place"),
            "TS0010" => Without(root, member, "Message", "Format", "Use Avro"),
            "TS0033" => Without(root, member, "Message", "SubjectNameStrategy", "Leave the strategy to the settings"),
            _ => Topics(root, member),
        };
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Casts(SyntaxNode root, Diagnostic diagnostic)
    {
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is ArgumentSyntax argument)
        {
            node = argument.Expression;
        }

        if (node is ExpressionSyntax key && diagnostic.Properties.TryGetValue(FixNames.Cast, out var type)
            && type is not null)
        {
            ExpressionSyntax value = key is LiteralExpressionSyntax or IdentifierNameSyntax
                or InvocationExpressionSyntax or MemberAccessExpressionSyntax ? key : ParenthesizedExpression(key);
            yield return (
                $"Write it as a {type}",
                () => root.ReplaceNode(key, CastExpression(ParseTypeName(type), value).WithTriviaFrom(key)));
        }
    }

    /// <summary>Takes an argument, or a whole attribute, away.</summary>
    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Without(
        SyntaxNode root, SyntaxNode member, string attribute, string? argument, string title)
    {
        foreach (var present in MemberEdits.AttributesNamed(member, attribute))
        {
            var named = present.ArgumentList?.Arguments.FirstOrDefault(item =>
                item.NameEquals?.Name.Identifier.Text == argument);
            if (argument is null || named is not null)
            {
                var isAll = named is null || present.ArgumentList!.Arguments.Count == 1;
                yield return (title, () => !isAll
                    ? root.RemoveNode(named!, SyntaxRemoveOptions.KeepNoTrivia)!
                    : MemberEdits.WithoutAttribute(root, member, present));
            }
        }
    }

    private static IEnumerable<(string Title, Func<SyntaxNode> Edited)> Topics(SyntaxNode root, SyntaxNode member)
    {
        foreach (var present in MemberEdits.AttributesNamed(member, "Message"))
        {
            if (present.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal
                && Valid(literal.Token.ValueText) is { } topic)
            {
                yield return ($"Name the topic '{topic}'", () => root.ReplaceNode(
                    literal,
                    LiteralExpression(SyntaxKind.StringLiteralExpression, Literal(topic)).WithTriviaFrom(literal)));
            }
        }
    }

    /// <summary>The name with what Kafka does not allow made '-'; null when nothing would be left of it.</summary>
    private static string? Valid(string topic)
    {
        var name = new string([.. topic.Take(MaxTopicLength).Select(letter =>
            letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-'
                ? letter
                : '-')]).Trim('-');
        return name is "" or "." or ".." ? null : name;
    }
}
