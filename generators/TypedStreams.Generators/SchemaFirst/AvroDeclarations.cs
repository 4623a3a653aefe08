// The C# of an Avro schema.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class AvroDeclarations
{
    private readonly DeclarationWriter _writer;
    private readonly AvroNamedTypes _names;
    private readonly AvroMembers _members;

    private AvroDeclarations(AvroRecord root, MessageModel head)
    {
        _writer = new DeclarationWriter(head);
        _names = new AvroNamedTypes(root, head.CSharp);
        _members = new AvroMembers(_names);
    }

    /// <summary>The members of the message, and the types that they need.</summary>
    /// <param name="head">What the declaration says.</param>
    /// <param name="text">The file.</param>
    /// <param name="key">The schema's name of the field that is the key, or null.</param>
    /// <exception cref="SchemaFileException">Something in the schema has no type in C#.</exception>
    internal static string Write(MessageModel head, string text, string? key)
    {
        if (AvroParser.Parse(text) is not AvroRecord root)
        {
            throw new SchemaFileException("the schema is not a record");
        }

        SchemaFileException.RequireKey(key, root.Fields.Select(field => field.Name));
        return new AvroDeclarations(root, head).Message(root, text, key);
    }

    private string Message(AvroRecord root, string text, string? key)
    {
        _writer.Open(text, root.Name.Simple, root.Name.Namespace, AliasesOf(root), Interfaces(root));
        Fields(root, _writer.Members(), key);
        if (_names.Nested.Any() || _names.Unions.Any())
        {
            _writer.OpenHolder();
            Nested();
            _writer.Code.Close();
        }

        return _writer.End();
    }

    private void Nested()
    {
        foreach (var type in _names.Nested)
        {
            _writer.Doc(type.Doc);
            _writer.SchemaName(type.Name.Simple, type.Name.Namespace, AliasesOf(type));
            if (type is AvroRecord record)
            {
                _writer.Code.Open($"public sealed partial record {_names.Name(type)}{Interfaces(record)}");
                Fields(record, _writer.Members(_names.Name(type)), key: null);
            }
            else
            {
                _writer.Code.Open($"public enum {_names.Name(type)}");
                Symbols((AvroEnum)type);
            }

            _writer.Code.Close();
            _writer.Code.Line();
        }

        foreach (var (name, cases) in _names.Unions)
        {
            var types = string.Join(", ", cases.Select(item => $"typeof({_names.Qualified(item)})"));
            _writer.Doc($"One of {string.Join(", ", cases.Select(item => item.Name.Simple))}.");
            _writer.Code.Line($"[global::TypedStreams.Union({types})]");
            _writer.Code.Line($"public partial interface {name};");
            _writer.Code.Line();
        }
    }

    private void Fields(AvroRecord record, CSharpNames taken, string? key)
    {
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
        _writer.Member(
            field.Doc,
            type.Declared,
            member,
            given?.Start,
            isKey,
            type.Attribute,
            [
                member.TrimStart('@') == field.Name ? null : $"Name = {DeclarationWriter.Quote(field.Name)}",
                DeclarationWriter.Strings(field.Aliases) is { } aliases ? $"Aliases = {aliases}" : null,
                given is { } value ? $"Default = {value.Constant}" : null,
                type.IsMillis ? "Unit = global::TypedStreams.TimeUnit.Milliseconds" : null,
                type.IsNullable && type.IsNullLast != isLastByItself
                    ? $"NullLast = {(type.IsNullLast ? "true" : "false")}"
                    : null,
            ]);
    }

    private void Symbols(AvroEnum symbols)
    {
        foreach (var symbol in symbols.Symbols)
        {
            _writer.Doc(symbol + ".");
            if (symbol == symbols.Default)
            {
                _writer.Code.Line("[global::TypedStreams.Fallback]");
            }

            _writer.Code.Line(Parse.Symbols.Identifier(symbol) + ",");
            _writer.Code.Line();
        }
    }

    private static IEnumerable<string> AliasesOf(AvroNamed type) => type.Aliases.Select(alias => alias.Full);

    private string Interfaces(AvroRecord record)
    {
        var all = string.Join(", ", _names.InterfacesOf(record));
        return all.Length == 0 ? "" : " : " + all;
    }
}
