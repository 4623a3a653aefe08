// The C# of a .proto file: its first message, and what that needs of the others. proto3 alone, and of it what a C#
// record can say; for the rest there are the types that protoc makes.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class ProtobufDeclarations
{
    private const string UseProtoc = "; let protoc make the type, and put [Message] on a part of it";

    private readonly DeclarationWriter _writer;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<ProtoType> _types = [];
    private readonly CSharpNames _taken = new([TypeNames.Holder]);
    private readonly string _message;

    private ProtobufDeclarations(MessageModel head)
    {
        _writer = new DeclarationWriter(head);
        _message = head.CSharp;
    }

    /// <inheritdoc cref="AvroDeclarations.Write"/>
    internal static string Write(MessageModel head, string text, string? key)
    {
        var schema = ProtoParser.Parse(text);
        if (!schema.File.IsProto3 || schema.FirstMessage is not { } root)
        {
            throw new SchemaFileException("it is not a proto3 file with a message" + UseProtoc);
        }

        SchemaFileException.RequireKey(key, root.AllFields.Select(field => field.Name));
        var declarations = new ProtobufDeclarations(head);
        declarations.Visit(root);
        return declarations.Message(root, schema.File.Package ?? "", text, key);
    }

    private string Message(ProtoMessage root, string package, string text, string? key)
    {
        _writer.Open(text, root.Name, package, []);
        Fields(root, _writer.Members(), key);
        if (_types.Count > 1)
        {
            _writer.OpenHolder();
            foreach (var type in _types.Skip(1))
            {
                Nested(type);
            }

            _writer.Code.Close();
        }

        return _writer.End();
    }

    private void Visit(ProtoType type)
    {
        if (_types.Any(known => known.FullName == type.FullName))
        {
            return;
        }

        _types.Add(type);
        if (_types.Count > 1)
        {
            _names.Add(type.FullName, _taken.Type(type.Name));
        }

        if (type is ProtoMessage message)
        {
            foreach (var field in message.AllFields.Where(field => field.Target is { } && WellKnown(field) is null))
            {
                Visit(field.Target!);
            }
        }
    }

    private void Nested(ProtoType type)
    {
        var name = _names[type.FullName];
        var space = type.FullName.Substring(0, type.FullName.Length - type.Name.Length).TrimEnd('.');
        _writer.Doc(null);
        _writer.SchemaName(type.Name, space, []);
        if (type is ProtoMessage message)
        {
            _writer.Code.Open($"public sealed partial record {name}");
            Fields(message, _writer.Members(name), key: null);
        }
        else
        {
            _writer.Code.Open($"public enum {name}");
            Values((ProtoEnum)type);
        }

        _writer.Code.Close();
        _writer.Code.Line();
    }

    /// <summary>The zero is what a number that this version of the enum does not know is read as.</summary>
    private void Values(ProtoEnum symbols)
    {
        foreach (var value in symbols.Values)
        {
            _writer.Doc(value.Name + ".");
            if (ReferenceEquals(value, symbols.Values.First(one => one.Number == 0)))
            {
                _writer.Code.Line("[global::TypedStreams.Fallback]");
            }

            _writer.Code.Line($"{Symbols.Identifier(value.Name)} = {value.Number},");
            _writer.Code.Line();
        }
    }

    private void Fields(ProtoMessage message, CSharpNames taken, string? key)
    {
        var inOneOf = new HashSet<ProtoField>(message.OneOfs.SelectMany(oneOf => oneOf.Fields));
        foreach (var field in message.AllFields)
        {
            try
            {
                Field(field, taken.Member(field.Name), inOneOf.Contains(field), field.Name == key);
            }
            catch (SchemaFileException problem)
            {
                throw new SchemaFileException($"field '{field.Name}' of {message.FullName}: {problem.Message}");
            }
        }
    }

    private void Field(ProtoField field, string member, bool isInOneOf, bool isKey)
    {
        var type = Type(field);
        var isMessage = field.Target is ProtoMessage;
        var (declared, start) = field switch
        {
            { IsMap: true } => (TypeNames.MapOf(type), TypeNames.EmptyMap(TypeNames.MapOf(type))),
            { Label: ProtoLabel.Repeated } => (TypeNames.ListOf(type), "[]"),
            _ when isInOneOf || isMessage || field.Label == ProtoLabel.Optional => (type + "?", ""),
            { Scalar: ProtoScalar.String } => (type, "\"\""),
            _ => (type, ""),
        };
        _writer.Member(
            doc: null,
            declared,
            member,
            start,
            isKey,
            attribute: null,
            [$"Name = {DeclarationWriter.Quote(field.Name)}", $"Number = {field.Number}"]);
    }

    private string Type(ProtoField field) => (field.MapKey, field.Scalar) switch
    {
        (not null and not ProtoScalar.String, _) =>
            throw new SchemaFileException($"a map by {field.MapKey!.Value.ToName()} has no type here{UseProtoc}"),
        (_, null) => WellKnown(field) ?? Named(field.Target!),
        (_, ProtoScalar.Bool) => "bool",
        (_, ProtoScalar.Int32) => "int",
        (_, ProtoScalar.Int64) => "long",
        (_, ProtoScalar.UInt32) => "uint",
        (_, ProtoScalar.UInt64) => "ulong",
        (_, ProtoScalar.Float) => "float",
        (_, ProtoScalar.Double) => "double",
        (_, ProtoScalar.String) => "string",
        (_, ProtoScalar.Bytes) => TypeNames.Bytes,
        var (_, other) => throw new SchemaFileException($"{other!.Value.ToName()} has no type here{UseProtoc}"),
    };

    private string Named(ProtoType type) =>
        _names.TryGetValue(type.FullName, out var name) ? $"{_message}.{TypeNames.Holder}.{name}" : _message;

    private static string? WellKnown(ProtoField field) => field.Target?.FullName switch
    {
        "google.protobuf.Timestamp" => TypeNames.Timestamp,
        "google.protobuf.Duration" => "global::System.TimeSpan",
        _ => null,
    };
}
