// MessageModel to a .proto file (proto3). Everything lies inside the one top-level message, so that files of several
// messages never define a name twice and the message's index in its schema is always 0.

using System.Text;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal sealed class ProtobufSchemaEmitter
{
    private readonly MessageModel _message;
    private readonly SortedSet<string> _imports = new(StringComparer.Ordinal);
    private readonly Queue<TypeModel> _wrapped = new();
    private readonly HashSet<string> _wrappedNames = new(StringComparer.Ordinal);
    private readonly CodeWriter _text = new();

    private ProtobufSchemaEmitter(MessageModel message) => _message = message;

    internal static string Build(MessageModel message)
    {
        var emitter = new ProtobufSchemaEmitter(message);
        emitter.Root();
        var head = new StringBuilder("syntax = \"proto3\";\n");
        var space = message.Records[0].Name.Namespace;
        head.Append(space.Length > 0 ? $"package {space};\n\n" : "\n");
        foreach (var import in emitter._imports)
        {
            head.Append($"import \"google/protobuf/{import}.proto\";\n");
        }

        return head.Append(emitter._imports.Count > 0 ? "\n" : "").Append(emitter._text).ToString();
    }

    private void Root()
    {
        var root = _message.Records[0];
        Doc(root.Name.Doc);
        _text.Open($"message {root.Name.Simple} {{", brace: false);
        Fields(root);
        foreach (var record in _message.Records.Skip(1))
        {
            _text.Line();
            Doc(record.Name.Doc);
            _text.Open($"message {record.Name.Simple} {{", brace: false);
            Fields(record);
            _text.Close();
        }

        foreach (var union in _message.Unions)
        {
            Union(union);
        }

        foreach (var symbols in _message.Enums)
        {
            Enum(symbols);
        }

        while (_wrapped.Count > 0)
        {
            Wrapper(_wrapped.Dequeue());
        }

        _text.Close();
    }

    private void Fields(RecordModel record)
    {
        var named = record.Fields.Where(IsNamed).Select(field => field.Name);
        var taken = new HashSet<string>(named, StringComparer.Ordinal);
        foreach (var field in record.Fields)
        {
            Doc(field.Doc);
            var label = ProtobufTypes.HasPresence(field) ? "optional " : "";
            var name = IsNamed(field) ? field.Name : Unique(taken, Snake(field.Name));
            _text.Line($"{Field(field.Type, name, field.Number, label)};");
        }

        // A name that was given stays as it is; a C# name becomes what .proto files use.
        static bool IsNamed(FieldModel field) => field.Name != field.Member;
    }

    private string Field(TypeModel type, string name, int number, string label = "")
    {
        type = type.Unwrapped;
        if (type.IsNullable)
        {
            label = ProtobufTypes.IsMessage(type.Inner!) || type.Inner!.Unwrapped.IsCollection ? "" : "optional ";
            return $"{label}{Element(type.Inner!)} {name} = {number}";
        }

        return type.Shape == Shape.Map ? $"map<string, {Element(type.Inner!)}> {name} = {number}"
            : type.IsList ? $"repeated {Element(type.Inner!)} {name} = {number}"
            : $"{label}{Element(type)} {name} = {number}";
    }

    /// <summary>A type that stands alone: after repeated, in a map, or behind optional.</summary>
    private string Element(TypeModel type)
    {
        type = type.Unwrapped;
        if (type.IsNullable || type.IsCollection)
        {
            var name = Name(type);
            if (_wrappedNames.Add(name))
            {
                _wrapped.Enqueue(type);
            }

            return name;
        }

        if (type.Shape is Shape.DateTime or Shape.DateTimeOffset or Shape.Duration)
        {
            _imports.Add(type.Shape == Shape.Duration ? "duration" : "timestamp");
        }

        return Name(type, scalar: true);
    }

    private string Name(TypeModel type, bool scalar = false)
    {
        type = type.Unwrapped;
        switch (type.Shape)
        {
            case Shape.Record:
                return _message.Records.First(record => record.CSharp == type.CSharp).Name.Simple;
            case Shape.Union:
                return _message.Unions.First(union => union.CSharp == type.CSharp).Name.Simple;
            case Shape.Enum:
                return _message.Enums.First(symbols => symbols.CSharp == type.CSharp).Name.Simple;
        }

        if (type.Inner is { } inner)
        {
            return (type.IsNullable ? "Optional" : type.Shape == Shape.Map ? "MapOf" : "ListOf") + Name(inner);
        }

        var name = ProtobufTypes.Scalar(type.Shape)!;
        var simple = name.Substring(name.LastIndexOf('.') + 1);
        return scalar ? name : char.ToUpperInvariant(simple[0]) + simple.Substring(1);
    }

    private void Wrapper(TypeModel type)
    {
        _text.Line();
        _text.Open($"message {Name(type)} {{", brace: false);
        _text.Line(Field(type, type.IsNullable ? "value" : "items", 1) + ";");
        _text.Close();
    }

    private void Union(UnionModel union)
    {
        _text.Line();
        Doc(union.Name.Doc);
        _text.Open($"message {union.Name.Simple} {{", brace: false);
        _text.Open("oneof value {", brace: false);
        var number = 1;
        foreach (var item in union.Cases)
        {
            var name = _message.Records.First(record => record.CSharp == item).Name.Simple;
            _text.Line($"{name} {Snake(name)} = {number++};");
        }

        _text.Close();
        _text.Close();
    }

    private void Enum(EnumModel symbols)
    {
        var prefix = UpperSnake(symbols.Name.Simple);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        _text.Line();
        Doc(symbols.Name.Doc);
        _text.Open($"enum {symbols.Name.Simple} {{", brace: false);
        if (symbols.Symbols.All(symbol => symbol.Value != 0))
        {
            _text.Line($"{Unique(taken, prefix + "_UNSPECIFIED")} = 0;");
        }

        // proto3 wants the zero first.
        foreach (var symbol in symbols.Symbols.OrderBy(symbol => symbol.Value == 0 ? 0 : 1))
        {
            _text.Line($"{Unique(taken, $"{prefix}_{UpperSnake(symbol.Name)}")} = {symbol.Value};");
        }

        _text.Close();
    }

    private void Doc(string? doc)
    {
        if (doc is not null)
        {
            _text.Line("// " + doc.Replace("\r", "").Replace('\n', ' '));
        }
    }

    private static string Unique(HashSet<string> taken, string name)
    {
        var unique = name;
        for (var n = 2; !taken.Add(unique); n++)
        {
            unique = $"{name}_{n}";
        }

        return unique;
    }

    private static string UpperSnake(string name) => Snake(name).ToUpperInvariant();

    /// <summary>OrderId to order_id, HTTPStatus to http_status: words begin where case says so.</summary>
    private static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var begins = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
