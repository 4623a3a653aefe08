// Writes the C# types of an Avro schema, with the attributes by which the generator's parser makes the same schema of
// them again: the rest of the way is that of any message.

using System.Security;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Emit;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class AvroDeclarations
{
    private static readonly string[] OfRecords =
        ["EqualityContract", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "PrintMembers"];

    private readonly CodeWriter _code = new();
    private readonly AvroNamedTypes _names;
    private readonly AvroMembers _members;

    private AvroDeclarations(AvroRecord root, MessageModel head)
    {
        _names = new AvroNamedTypes(root, head.CSharp);
        _members = new AvroMembers(_names);
    }

    /// <summary>The members of the message, and the types that they need.</summary>
    /// <param name="key">The schema's name of the field that is the key, or null.</param>
    /// <exception cref="SchemaFileException">Something in the schema has no type in C#.</exception>
    internal static string Write(MessageModel head, AvroRecord root, string text, string? key)
    {
        if (key is not null && root.Field(key) is null)
        {
            throw new SchemaFileException(
                $"there is no field '{key}' to be the key; the fields are "
                + string.Join(", ", root.Fields.Select(field => field.Name)));
        }

        var writer = new AvroDeclarations(root, head);
        writer.Message(head, root, text, key);
        return writer._code.ToString();
    }

    private void Message(MessageModel head, AvroRecord root, string text, string? key)
    {
        _code.Header(head.Namespace);
        var outer = head.Declarations.Count - 1;
        foreach (var declaration in head.Declarations.Take(outer))
        {
            _code.Open(declaration);
        }

        _code.Line($"[global::TypedStreams.SchemaSource({Quote(text)})]");
        SchemaName(root);
        _code.Open(head.Declarations[outer] + Interfaces(root));
        Fields(root, head.Declarations[outer].Split(' ').Last(), key);
        if (_names.Nested.Any() || _names.Unions.Any())
        {
            _code.Line("/// <summary>The types that the schema names besides the message.</summary>");
            _code.Open($"public static partial class {AvroNamedTypes.Holder}");
            Nested();
            _code.Close();
        }

        for (var i = 0; i <= outer; i++)
        {
            _code.Close();
        }
    }

    private void Nested()
    {
        foreach (var type in _names.Nested)
        {
            Doc(type.Doc);
            SchemaName(type);
            if (type is AvroRecord record)
            {
                _code.Open($"public sealed partial record {_names.Name(type)}{Interfaces(record)}");
                Fields(record, _names.Name(type), key: null);
            }
            else
            {
                _code.Open($"public enum {_names.Name(type)}");
                Symbols((AvroEnum)type);
            }

            _code.Close();
            _code.Line();
        }

        foreach (var (name, cases) in _names.Unions)
        {
            var types = string.Join(", ", cases.Select(item => $"typeof({_names.Qualified(item)})"));
            _code.Line($"/// <summary>One of {string.Join(", ", cases.Select(item => item.Name.Simple))}.</summary>");
            _code.Line($"[global::TypedStreams.Union({types})]");
            _code.Line($"public partial interface {name};");
            _code.Line();
        }
    }

    private void Fields(AvroRecord record, string typeName, string? key)
    {
        var taken = new CSharpNames([typeName.TrimStart('@'), AvroNamedTypes.Holder, .. OfRecords]);
        foreach (var field in record.Fields)
        {
            try
            {
                Field(field, taken.Member(field.Name), field.Name == key);
            }
            catch (SchemaFileException problem)
            {
                throw new SchemaFileException($"field '{field.Name}' of {record.Name.Full}: {problem.Message}");
            }
        }
    }

    private void Field(AvroField field, string member, bool isKey)
    {
        var type = _members.Type(field.Schema);
        var given = field.Default is null ? null : AvroMembers.Default(field, type);
        var isLastByItself = given is { Constant: not "null" };
        string?[] settings =
        [
            member.TrimStart('@') == field.Name ? null : $"Name = {Quote(field.Name)}",
            field.Aliases.Count == 0 ? null : $"Aliases = {Strings(field.Aliases)}",
            given is { } value ? $"Default = {value.Constant}" : null,
            type.IsMillis ? "Unit = global::TypedStreams.TimeUnit.Milliseconds" : null,
            type.IsNullable && type.IsNullLast != isLastByItself
                ? $"NullLast = {(type.IsNullLast ? "true" : "false")}"
                : null,
        ];
        Doc(field.Doc);
        if (isKey)
        {
            _code.Line("[global::TypedStreams.Key]");
        }

        if (type.Attribute is { } attribute)
        {
            _code.Line($"[{attribute}]");
        }

        if (settings.Any(setting => setting is not null))
        {
            _code.Line($"[global::TypedStreams.Field({string.Join(", ", settings.Where(one => one is not null))})]");
        }

        _code.Line(given is { } start
            ? $"public {type.Declared} {member} {{ get; init; }} = {start.Start};"
            : $"public required {type.Declared} {member} {{ get; init; }}");
        _code.Line();
    }

    private void Symbols(AvroEnum symbols)
    {
        foreach (var symbol in symbols.Symbols)
        {
            _code.Line($"/// <summary>{symbol}.</summary>");
            if (symbol == symbols.Default)
            {
                _code.Line("[global::TypedStreams.Fallback]");
            }

            _code.Line(Parse.Symbols.Identifier(symbol) + ",");
            _code.Line();
        }
    }

    private void SchemaName(AvroNamed type)
    {
        var aliases = type.Aliases.Count == 0
            ? ""
            : $", Aliases = {Strings(type.Aliases.Select(alias => alias.Full))}";
        _code.Line($"[global::TypedStreams.SchemaName({Quote(type.Name.Simple)}, "
            + $"Namespace = {Quote(type.Name.Namespace)}{aliases})]");
    }

    private void Doc(string? doc) => _code.Line(
        "/// <summary>"
        + (doc is null ? "Says the schema." : SecurityElement.Escape(string.Join(" ", doc.Split('\r', '\n'))))
        + "</summary>");

    private string Interfaces(AvroRecord record)
    {
        var all = string.Join(", ", _names.InterfacesOf(record));
        return all.Length == 0 ? "" : " : " + all;
    }

    private static string Strings(IEnumerable<string> texts) => $"new[] {{ {string.Join(", ", texts.Select(Quote))} }}";

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
