// The C# of a JSON Schema. One pass: a schema that needs a type of its own gets its name where it is first met, and is
// written when its turn comes.

using System.Globalization;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class JsonDeclarations
{
    private const int MaxDecimals = 28;

    private readonly DeclarationWriter _writer;
    private readonly JsonTypes _types;
    private readonly JsonValue _root;
    private readonly string _message;
    private readonly CSharpNames _taken = new([TypeNames.Holder]);
    private readonly Dictionary<JsonValue, string> _names = [];
    private readonly Queue<Action> _pending = new();

    private JsonDeclarations(MessageModel head, JsonValue root)
    {
        _writer = new DeclarationWriter(head);
        _types = new JsonTypes(root);
        _root = root;
        _message = head.CSharp;
    }

    /// <inheritdoc cref="AvroDeclarations.Write"/>
    internal static string Write(MessageModel head, string text, string? key)
    {
        JsonSchemaParser.Parse(text);
        var root = JsonValue.Parse(text);
        var declarations = new JsonDeclarations(head, root);
        var message = declarations._types.Resolve(root).Schema;
        if (!JsonTypes.IsRecord(message))
        {
            throw new SchemaFileException("the schema is not an object with properties");
        }

        SchemaFileException.RequireKey(key, message["properties"]!.Members.Select(member => member.Key));
        return declarations.Message(message, text, key);
    }

    private string Message(JsonValue message, string text, string? key)
    {
        _names.Add(message, _message);
        _writer.Open(text, name: null, space: null, []);
        Fields(message, _writer.Members(), key);
        if (_pending.Count > 0)
        {
            _writer.OpenHolder();
            while (_pending.Count > 0)
            {
                _pending.Dequeue()();
            }

            _writer.Code.Close();
        }

        return _writer.End();
    }

    private void Fields(JsonValue record, CSharpNames taken, string? key)
    {
        var required = new HashSet<string>(
            record["required"]?.Items.Select(item => item.Text) ?? [], StringComparer.Ordinal);
        foreach (var property in record["properties"]!.Members)
        {
            if (property.Key == JsonTypes.Discriminator)
            {
                continue;
            }

            try
            {
                Field(property.Key, property.Value, taken.Member(property.Key), required, property.Key == key);
            }
            catch (SchemaFileException problem)
            {
                throw new SchemaFileException($"property '{property.Key}': {problem.Message}");
            }
        }
    }

    private void Field(string name, JsonValue schema, string member, HashSet<string> required, bool isKey)
    {
        var type = Type(schema, name);
        var isRequired = required.Contains(name);
        var given = isRequired || schema["default"] is not { } value ? null : Default(value, type);
        var isLeftOut = !isRequired && given is null && !type.IsNullable;
        _writer.Member(
            schema["description"]?.Text,
            isLeftOut ? type.Declared + "?" : type.Declared,
            member,
            isRequired ? null : given ?? "",
            isKey,
            type.Attribute,
            [
                member.TrimStart('@') == name ? null : $"Name = {DeclarationWriter.Quote(name)}",
                given is null ? null : $"Default = {given}",
                isLeftOut ? "OmitNull = true" : null,
            ]);
    }

    private DeclaredType Type(JsonValue schema, string hint)
    {
        var (target, name) = _types.Resolve(schema);
        var (present, isNullable) = JsonTypes.WithoutNull(target);
        if (isNullable)
        {
            // What is left may be a reference again.
            return Type(present, name ?? hint) with { IsNullable = true };
        }

        var wish = name ?? target["title"]?.Text ?? hint;
        if (_names.TryGetValue(target, out var known))
        {
            return new DeclaredType(known);
        }

        if (_types.Cases(target) is { } cases)
        {
            return new DeclaredType(Union(target, cases, wish));
        }

        if (JsonTypes.IsRecord(target))
        {
            return new DeclaredType(Record(target, wish, caseName: null));
        }

        return JsonTypes.Symbols(target) is { } symbols
            ? new DeclaredType(Enum(target, symbols, wish))
            : Simple(target, hint);
    }

    private DeclaredType Simple(JsonValue schema, string hint) => schema["type"]?.Text switch
    {
        "array" when schema["items"] is { Kind: JsonKind.Object } items =>
            Held(Type(items, hint), TypeNames.ListOf),
        "object" when schema["additionalProperties"] is { Kind: JsonKind.Object } values =>
            Held(Type(values, hint), TypeNames.MapOf),
        "boolean" => new DeclaredType("bool"),
        "integer" => new DeclaredType(Integer(schema)),
        "number" => Decimals(schema) is { } scale
            ? new DeclaredType("decimal", Attribute: $"global::TypedStreams.Decimal({MaxDecimals}, {scale})")
            : new DeclaredType("double"),
        "string" => new DeclaredType((schema["format"]?.Text, schema["contentEncoding"]?.Text) switch
        {
            ("uuid", _) => "global::System.Guid",
            ("date", _) => "global::System.DateOnly",
            ("date-time", _) => TypeNames.Timestamp,
            (_, "base64") => TypeNames.Bytes,
            _ => "string",
        }),
        null when schema["enum"]?.Items is { Count: > 0 } values && values.All(one => one.Kind == JsonKind.String) =>
            new DeclaredType("string"),
        _ => throw new SchemaFileException(
            "it has no type in C#; an object has properties or the schema of additionalProperties, an array one schema "
            + "of items, and a union is null and one type or cases that \"$type\" tells apart by const"),
    };

    private static DeclaredType Held(DeclaredType item, Func<string, string> holder) =>
        item with { Text = holder(item.Declared), IsNullable = false };

    private static string Integer(JsonValue schema)
    {
        var (least, most) = (Bound(schema, "minimum"), Bound(schema, "maximum"));
        return least >= int.MinValue && most <= int.MaxValue ? "int"
            : least >= 0 && most > long.MaxValue ? "ulong"
            : "long";
    }

    private static decimal? Bound(JsonValue schema, string keyword) =>
        schema[keyword] is { Kind: JsonKind.Number } bound
        && decimal.TryParse(bound.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>How many decimals a number has at most: multipleOf is 0.01 for two.</summary>
    private static int? Decimals(JsonValue schema) =>
        Bound(schema, "multipleOf") is { } step
            ? Enumerable.Range(0, MaxDecimals).Select(scale => (int?)scale).FirstOrDefault(scale => step == Step(scale))
            : null;

    private static decimal Step(int? decimals) => new(1, 0, 0, isNegative: false, (byte)decimals!);

    private string Record(JsonValue schema, string wish, string? caseName)
    {
        var name = Name(schema, wish);
        _pending.Enqueue(() =>
        {
            _writer.Doc(schema["description"]?.Text);
            if (caseName is not null)
            {
                _writer.Code.Line($"[global::TypedStreams.SchemaName({DeclarationWriter.Quote(caseName)})]");
            }

            _writer.Code.Open($"public sealed partial record {name}");
            Fields(schema, _writer.Members(name), key: null);
            _writer.Code.Close();
            _writer.Code.Line();
        });
        return _names[schema];
    }

    private string Enum(JsonValue schema, string[] symbols, string wish)
    {
        var name = Name(schema, wish);
        _pending.Enqueue(() =>
        {
            _writer.Doc(schema["description"]?.Text);
            _writer.Code.Open($"public enum {name}");
            foreach (var symbol in symbols)
            {
                _writer.Doc(symbol + ".");
                _writer.Code.Line(Parse.Symbols.Identifier(symbol) + ",");
                _writer.Code.Line();
            }

            _writer.Code.Close();
            _writer.Code.Line();
        });
        return _names[schema];
    }

    private string Union(JsonValue schema, (JsonValue Schema, string Name)[] cases, string wish)
    {
        // A schema that was made of an interface has its name already.
        var isInterface = wish.Length > 1 && wish[0] == 'I' && char.IsUpper(wish[1]);
        var name = Name(schema, isInterface ? wish : "I" + CSharpNames.Pascal(wish));
        var types = cases.Select(item => _names.TryGetValue(item.Schema, out var known)
            ? known
            : Record(item.Schema, item.Name, item.Name)).ToArray();
        if (types.Contains(_message))
        {
            throw new SchemaFileException("the message itself is a case of the union; put it under definitions");
        }

        _pending.Enqueue(() =>
        {
            _writer.Doc(schema["description"]?.Text);
            _writer.Code.Line(
                $"[global::TypedStreams.Union({string.Join(", ", types.Select(type => $"typeof({type})"))})]");
            _writer.Code.Line($"public partial interface {name};");
            _writer.Code.Line();
            foreach (var type in types)
            {
                _writer.Code.Line($"public sealed partial record {type.Split('.').Last()} : {name};");
                _writer.Code.Line();
            }
        });
        return _names[schema];
    }

    /// <summary>Gives a schema its name; returns the simple one.</summary>
    private string Name(JsonValue schema, string wish)
    {
        var words = string.Concat(wish.Select(letter => CSharpNames.IsName("_" + letter) ? letter : '_'));
        var name = _taken.Type(words);
        _names.Add(schema, $"{_message}.{TypeNames.Holder}.{name}");
        return name;
    }

    /// <summary>A default as a constant; null when no constant says it.</summary>
    private static string? Default(JsonValue value, DeclaredType type) => (value.Kind, type.Text) switch
    {
        (JsonKind.Null, _) when type.IsNullable => "null",
        (JsonKind.True, "bool") => "true",
        (JsonKind.False, "bool") => "false",
        (JsonKind.Number, "int") => value.Text,
        (JsonKind.Number, "long") => value.Text + "L",
        (JsonKind.Number, "double") => value.Text + "D",
        (JsonKind.String, "string") => DeclarationWriter.Quote(value.Text),
        _ => null,
    };
}
