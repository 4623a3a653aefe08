// Documentation comments as schema documentation. Read from the comment's text, not through Roslyn's documentation
// mode: the schema must not depend on whether a project writes a documentation file. Types of other assemblies have
// none.

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace TypedStreams.Generators.Parse;

internal static class XmlDocs
{
    private static readonly Regex Tags = new("<[^>]*?\"([^\"]*)\"[^>]*/>|<[^>]*>", RegexOptions.CultureInvariant);

    private static readonly Regex Space = new(@"\s+", RegexOptions.CultureInvariant);

    /// <summary>The summary of a type or property; of a positional property also the type's param.</summary>
    internal static string? Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        var own = Section(Comment(symbol, cancellationToken), "summary", "summary");
        return own is null && symbol is IPropertySymbol { ContainingType: { } type }
            ? Section(Comment(type, cancellationToken), $"param name=\"{symbol.Name}\"", "param")
            : own;
    }

    private static string Comment(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var lines = reference.GetSyntax(cancellationToken).GetLeadingTrivia().ToFullString().Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("///", StringComparison.Ordinal))
                .Select(line => line.Substring(3));
            var comment = string.Join("\n", lines);
            if (comment.Length > 0)
            {
                return comment;
            }
        }

        return "";
    }

    private static string? Section(string comment, string open, string close)
    {
        var start = comment.IndexOf("<" + open + ">", StringComparison.Ordinal);
        var end = start < 0 ? -1 : comment.IndexOf("</" + close + ">", start, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        start += open.Length + 2;
        var text = Tags.Replace(comment.Substring(start, end - start), "$1");
        text = text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&");
        text = Space.Replace(text, " ").Trim();
        return text.Length == 0 ? null : text;
    }
}
