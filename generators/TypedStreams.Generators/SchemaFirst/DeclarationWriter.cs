// The C# of a schema file as every format writes it: the message's part, its members, and the class that holds the
// other types. The attributes are those by which the parser of every message makes the same schema of them again.

using System.Security;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class DeclarationWriter(MessageModel head)
{
    private static readonly string[] OfRecords =
        ["EqualityContract", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "PrintMembers"];

    internal CodeWriter Code { get; } = new();

    /// <summary>Opens the message's type.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">Its name in schemas; null when that is its C# name.</param>
    /// <param name="space">Its namespace or package; null when that is its C# namespace.</param>
    /// <param name="aliases">Its former names.</param>
    /// <param name="interfaces">What it implements, " : " in front.</param>
    internal void Open(string text, string? name, string? space, IEnumerable<string> aliases, string interfaces = "")
    {
        Code.Header(head.Namespace);
        foreach (var declaration in head.Declarations.Take(head.Declarations.Count - 1))
        {
            Code.Open(declaration);
        }

        Code.Line($"[global::TypedStreams.SchemaSource({Quote(text)})]");
        if (name is not null && space is not null)
        {
            SchemaName(name, space, aliases);
        }

        Code.Open(head.Declarations[head.Declarations.Count - 1] + interfaces);
    }

    internal void OpenHolder()
    {
        Code.Line("/// <summary>The types that the schema names besides the message.</summary>");
        Code.Open($"public static partial class {TypeNames.Holder}");
    }

    /// <summary>Closes the message's type and those around it.</summary>
    internal string End()
    {
        foreach (var _ in head.Declarations)
        {
            Code.Close();
        }

        return Code.ToString();
    }

    /// <summary>Names for the members of a type.</summary>
    /// <param name="type">The type's own name; null for the message.</param>
    internal CSharpNames Members(string? type = null) => new(
    [
        (type ?? head.Declarations[head.Declarations.Count - 1].Split(' ').Last()).TrimStart('@'),
        TypeNames.Holder,
        .. OfRecords,
    ]);

    internal void SchemaName(string name, string space, IEnumerable<string> aliases)
    {
        var former = Strings(aliases);
        Code.Line($"[global::TypedStreams.SchemaName({Quote(name)}, Namespace = {Quote(space)}"
            + (former is null ? "" : $", Aliases = {former}") + ")]");
    }

    /// <summary>Writes a member.</summary>
    /// <param name="start">What it has when nobody sets it; null when it must be set.</param>
    /// <param name="attribute">What it is marked with besides, or null.</param>
    /// <param name="settings">What <c>[Field]</c> says of it; null entries are left out.</param>
    internal void Member(
        string? doc,
        string declared,
        string member,
        string? start,
        bool isKey,
        string? attribute,
        IEnumerable<string?> settings)
    {
        Doc(doc);
        if (isKey)
        {
            Code.Line("[global::TypedStreams.Key]");
        }

        if (attribute is not null)
        {
            Code.Line($"[{attribute}]");
        }

        if (settings.Any(setting => setting is not null))
        {
            Code.Line($"[global::TypedStreams.Field({string.Join(", ", settings.Where(one => one is not null))})]");
        }

        Code.Line(start switch
        {
            null => $"public required {declared} {member} {{ get; init; }}",
            "" => $"public {declared} {member} {{ get; init; }}",
            _ => $"public {declared} {member} {{ get; init; }} = {start};",
        });
        Code.Line();
    }

    internal void Doc(string? doc) => Code.Line(
        "/// <summary>"
        + (doc is null ? "Says the schema." : SecurityElement.Escape(string.Join(" ", doc.Split('\r', '\n'))))
        + "</summary>");

    /// <summary>An array of the texts, or null when there is none.</summary>
    internal static string? Strings(IEnumerable<string> texts) =>
        texts.Any() ? $"new[] {{ {string.Join(", ", texts.Select(Quote))} }}" : null;

    internal static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
