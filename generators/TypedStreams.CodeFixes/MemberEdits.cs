// The syntax of the fixes: a member is a positional parameter or a property, and a fix is an attribute, a default or
// one more member.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TypedStreams.CodeFixes;

internal static class MemberEdits
{
    /// <summary>The parameter, property or type that a diagnostic's place is the name of, or null.</summary>
    internal static SyntaxNode? Member(SyntaxNode root, Location place) => root
        .FindToken(place.SourceSpan.Start).Parent?.AncestorsAndSelf()
        .FirstOrDefault(node => node is ParameterSyntax or PropertyDeclarationSyntax or BaseTypeDeclarationSyntax);

    /// <summary>
    /// The member with a named argument of an attribute set; the attribute is added when it is not there.
    /// </summary>
    internal static SyntaxNode WithArgument(SyntaxNode member, string attribute, string argument, string value)
    {
        var present = AttributesNamed(member, attribute).FirstOrDefault();
        var added = AttributeArgument(ParseExpression(value))
            .WithNameEquals(NameEquals(IdentifierName(argument)).NormalizeWhitespace());
        if (present is null)
        {
            return WithAttribute(member, $"{attribute}({argument} = {value})");
        }

        var arguments = present.ArgumentList ?? AttributeArgumentList();
        var others = arguments.Arguments.Where(other => other.NameEquals?.Name.Identifier.Text != argument);
        var all = AttributeArgumentList(SeparatedList(others.Append(added)));
        return member.ReplaceNode(
            present, present.WithArgumentList(all.WithAdditionalAnnotations(Formatter.Annotation)));
    }

    /// <summary>The member's attributes of that name.</summary>
    internal static IEnumerable<AttributeSyntax> AttributesNamed(SyntaxNode member, string attribute) =>
        Attributes(member).SelectMany(list => list.Attributes).Where(candidate =>
            candidate.Name.ToString() is var name && (name == attribute || name.EndsWith("." + attribute)
                || name == attribute + "Attribute"));

    /// <summary>The file without one attribute of a member, nor its brackets when it was alone in them.</summary>
    internal static SyntaxNode WithoutAttribute(SyntaxNode root, SyntaxNode member, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            return root.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        var lead = member.GetLeadingTrivia();
        return root.ReplaceNode(member, member.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!
            .WithLeadingTrivia(lead));
    }

    /// <summary>The member with one more attribute, on the parameter's line or above the property or type.</summary>
    internal static SyntaxNode WithAttribute(SyntaxNode member, string attribute)
    {
        var list = ParseMemberDeclaration($"[{attribute}] int X;")!.AttributeLists[0].WithoutTrivia();
        if (member is ParameterSyntax parameter)
        {
            var lead = parameter.GetLeadingTrivia();
            return parameter.WithoutLeadingTrivia()
                .WithAttributeLists(List(parameter.AttributeLists.Select(other => other.WithoutLeadingTrivia())
                    .Append(list.WithTrailingTrivia(Space))))
                .WithLeadingTrivia(lead);
        }

        var declaration = (MemberDeclarationSyntax)member;
        var trivia = declaration.GetLeadingTrivia();
        list = list.WithLeadingTrivia(trivia).WithTrailingTrivia(ElasticLineFeed);
        var bare = declaration.WithLeadingTrivia(
            trivia.Reverse().TakeWhile(item => item.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The type with one more member that has no default.</summary>
    internal static TypeDeclarationSyntax WithMember(
        TypeDeclarationSyntax type, string name, string csharp, string? attribute)
    {
        var mark = attribute is null ? "" : $"[{attribute}] ";
        if (type.ParameterList is { } list)
        {
            var parsed = ((MethodDeclarationSyntax)ParseMemberDeclaration($"void M({mark}{csharp} {name});")!)
                .ParameterList.Parameters[0].WithAdditionalAnnotations(Simplifier.Annotation);
            var parameters = list.Parameters;
            var place = parameters.TakeWhile(parameter => parameter.Default is null).Count();

            // The new one stands on a line of its own where its neighbour does.
            var lead = parameters.Count > 0 ? parameters[Math.Max(0, place - 1)].GetLeadingTrivia() : default;
            var all = parameters.Insert(place, parsed.WithLeadingTrivia(lead));
            return type.WithParameterList(list.WithParameters(Separated(all, list)));
        }

        var property = ParseMemberDeclaration($"\n{mark}public required {csharp} {name} {{ get; init; }}\n")!
            .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        return type.AddMembers(property);
    }

    /// <summary>Keeps the line breaks after commas.</summary>
    private static SeparatedSyntaxList<ParameterSyntax> Separated(
        SeparatedSyntaxList<ParameterSyntax> all, ParameterListSyntax before)
    {
        var comma = before.Parameters.GetSeparators().FirstOrDefault();
        var isBroken = comma.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        var between = Token(SyntaxKind.CommaToken)
            .WithTrailingTrivia(isBroken ? TriviaList(ElasticLineFeed) : TriviaList(Space));
        return SeparatedList(all, Enumerable.Repeat(between, Math.Max(0, all.Count - 1)));
    }

    private static IEnumerable<AttributeListSyntax> Attributes(SyntaxNode member) => member switch
    {
        ParameterSyntax parameter => parameter.AttributeLists,
        MemberDeclarationSyntax declaration => declaration.AttributeLists,
        _ => [],
    };
}
