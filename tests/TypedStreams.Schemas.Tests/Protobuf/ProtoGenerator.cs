// Random .proto files that protoc accepts: three syntaxes, nesting, maps, oneofs, groups, extensions, options, reserved
// ranges, services; blanks and comments where they are allowed. One seed, one file.

using System.Text;

namespace TypedStreams.Schemas.Tests.Protobuf;

internal sealed class ProtoGenerator(int seed)
{
    private static readonly string[] Scalars =
    [
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64",
        "sfixed32", "sfixed64", "bool", "string", "bytes",
    ];

    private static readonly string[] Keys = ["int32", "uint64", "sint64", "fixed32", "bool", "string"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private readonly List<string> _messages = [];
    private readonly List<string> _enums = [];
    private string _syntax = "";
    private int _names;

    internal string Generate()
    {
        _syntax = Pick("proto2", "proto3", "2023");
        _text.Append(_syntax == "2023" ? "edition = \"2023\";" : $"syntax = '{_syntax}';");
        Blank();
        _text.Append($"package p{seed}.q;\n");
        _text.Append("import \"google/protobuf/any.proto\";\nimport public \"google/protobuf/timestamp.proto\";\n");
        if (Chance(2))
        {
            _text.Append("option java_package = \"a\" 'b.c';\noption optimize_for = SPEED;\n");
        }

        // Names first, so that fields may point forwards.
        for (var i = 0; i < 3; i++)
        {
            _messages.Add("M" + i);
            _enums.Add("E" + i);
        }

        for (var i = 0; i < 3; i++)
        {
            Enum("E" + i);
            Message("M" + i, depth: 0);
        }

        if (_syntax == "proto2" && Chance(2))
        {
            _text.Append("extend Open { optional int32 ext = 1000; ");
            _text.Append("repeated group Ge = 1001 { optional M0 m = 1; } }\n");
            _text.Append("message Open { extensions 1000 to 2000, 3000 to max; }\n");
        }

        if (Chance(2))
        {
            Service();
        }

        return _text.ToString();
    }

    private void Enum(string name)
    {
        _text.Append($"enum {name} {{");
        var isAliased = Chance(4);
        if (isAliased)
        {
            _text.Append("option allow_alias = true;");
        }

        _text.Append($"{name}_ZERO = 0 ;");
        for (var i = 1; i < 1 + _random.Next(4); i++)
        {
            Blank();
            var brackets = Chance(4) ? " [deprecated = true]" : "";
            _text.Append($"{name}_V{i} = {Pick($"{i}", $"0x{i:x}", $"-{i}")}{brackets};");
        }

        _text.Append(isAliased ? $"{name}_AGAIN = 0;" : "").Append(Chance(3) ? "reserved 50 to max, -20;" : "");
        _text.Append(Chance(3) && _syntax != "2023" ? "reserved \"OLD\", \"OLDER\";" : "").Append("}\n");
    }

    private void Message(string name, int depth)
    {
        _text.Append($"message {name} {{");
        var number = 1;
        for (var i = 0; i < 1 + _random.Next(6); i++)
        {
            Blank();
            Member(ref number, depth);
        }

        if (Chance(3))
        {
            _text.Append("reserved 900, 905 to 910; reserved 1000 to max;");
        }

        _text.Append(Chance(4) ? "option deprecated = true;" : "").Append(Chance(4) ? ";" : "").Append("}\n");
    }

    private void Member(ref int number, int depth)
    {
        switch (_random.Next(8))
        {
            case 0 when depth < 2:
                Message("N" + _names++, depth + 1);
                break;
            case 1 when depth < 2:
                Enum("F" + _names++);
                break;
            case 2:
                _text.Append($"map < {Pick(Keys)},{Type()}> f_{_names++} = {number++};");
                break;
            case 3:
                _text.Append($"oneof o{_names++} {{ {Type()} f_{_names++} = {number++}; ");
                _text.Append($"bool f{_names++}_B = {number++}; }}");
                break;
            case 4 when _syntax == "proto2":
                _text.Append($"{Pick("optional", "repeated")} group G{_names++} = {number++} {{");
                _text.Append($"required {Pick(Scalars)} f{_names++} = 1; }}");
                break;
            default:
                Field(number++);
                break;
        }
    }

    private void Field(int number)
    {
        var label = _syntax switch
        {
            "proto2" => Pick("optional", "required", "repeated"),
            "proto3" => Pick("", "optional", "repeated"),
            _ => Pick("", "repeated"),
        };
        var type = Type();
        var options = new List<string>();
        if (_syntax != "proto3" && label is "optional" or "" && _syntax != "proto3" && Chance(2))
        {
            options.AddRange(DefaultOf(type));
        }

        if (Chance(4))
        {
            options.Add(Pick("deprecated = true", $"json_name = \"j{number}\"", "deprecated=false"));
        }

        if (label == "repeated" && type is "int32" or "double" or "bool" && label == "repeated" && _syntax != "2023")
        {
            options.Add(Pick("packed = true", "packed = false"));
        }

        if (_syntax == "2023" && label == "" && Chance(4) && !options.Exists(option => option.StartsWith("default")) &&
            Scalars.Contains(type))
        {
            options.Add("features.field_presence = " + Pick("EXPLICIT", "IMPLICIT", "LEGACY_REQUIRED"));
        }

        var brackets = options.Count > 0 ? $" [{string.Join(" , ", options)}]" : "";
        _text.Append($"{label} {type} {Pick("f_", "F", "_f", "f__x")}{_names++} = {number}{brackets};");
    }

    private IEnumerable<string> DefaultOf(string type) => type switch
    {
        "double" or "float" =>
            ["default = " + Pick("1.5", "-inf", "nan", "1e20", "0.1", "-.5e-10", "123456789", "1e-5")],
        "int32" or "sint64" or "sfixed32" => ["default = " + Pick("-7", "0x7f", "017", "0")],
        "uint64" or "fixed64" => ["default = 18446744073709551615"],
        "bool" => ["default = true"],
        "string" => ["default = " + Pick("\"a\\n\\\"b\\\\\"", "'\u00e9\\u20ac'", "\"\\x41\\102\" 'c'")],
        "bytes" => ["default = \"\\001\\xff\\'q\""],
        _ => [],
    };

    private string Type() => _random.Next(6) switch
    {
        0 => Pick([.. _messages]),
        1 => Pick([.. _enums]),
        2 => Pick("google.protobuf.Any", ".google.protobuf.Timestamp", $"p{seed}.q.M0", $".p{seed}.q.E1", "q.M1"),
        _ => Pick(Scalars),
    };

    private void Service()
    {
        _text.Append("service S { option deprecated = true;\n");
        _text.Append("rpc A (M0) returns (stream .google.protobuf.Timestamp);\n");
        _text.Append("rpc B(stream M1)returns(M2) { option idempotency_level = NO_SIDE_EFFECTS; };\n");
        _text.Append("rpc C(M0) returns (M0) {} }\n");
    }

    private void Blank() =>
        _text.Append(Pick(" ", "\n", "\n  // comment { \" \n", " /* block\n * } */ ", "\t", "\r\n"));

    private bool Chance(int n) => _random.Next(n) == 0;

    private string Pick(params string[] items) => items[_random.Next(items.Length)];
}
