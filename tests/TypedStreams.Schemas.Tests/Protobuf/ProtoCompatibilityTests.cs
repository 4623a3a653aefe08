using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Tests.Protobuf;

public class ProtoCompatibilityTests
{
    /// <summary>Kind, place, original and update; bodies of files behind the syntax line.</summary>
    private static readonly (string Kind, string Place, string Original, string Update)[] Cases =
    [
        ("PACKAGE_CHANGED", "#/", "package a; message M { int32 a = 1; }", "package b; message M { int32 a = 1; }"),
        ("MESSAGE_ADDED", "#/N", "message M { }", "message M { } message N { }"),
        ("MESSAGE_REMOVED", "#/N", "message M { } message N { }", "message M { }"),
        ("MESSAGE_REMOVED", "#/M/N", "message M { message N { } }", "message M { }"),
        ("MESSAGE_MOVED", "#/N", "package lib; message M { N n = 1; } message N { int32 a = 1; }",
            "package lib; import \"lib.proto\"; message M { N n = 1; }"),
        ("ENUM_ADDED", "#/E", "message M { }", "message M { } enum E { A = 0; }"),
        ("ENUM_REMOVED", "#/E", "message M { } enum E { A = 0; }", "message M { }"),
        ("ENUM_CONST_ADDED", "#/E/1", "enum E { A = 0; }", "enum E { A = 0; B = 1; }"),
        ("ENUM_CONST_CHANGED", "#/E/0", "enum E { A = 0; }", "enum E { B = 0; }"),
        ("ENUM_CONST_REMOVED", "#/E/1", "enum E { A = 0; B = 1; }", "enum E { A = 0; }"),
        ("FIELD_ADDED", "#/M/2", "message M { int32 a = 1; }", "message M { int32 a = 1; int32 b = 2; }"),
        ("FIELD_REMOVED", "#/M/2", "message M { int32 a = 1; int32 b = 2; }", "message M { int32 a = 1; }"),
        ("FIELD_NAME_CHANGED", "#/M/1", "message M { int32 a = 1; }", "message M { int32 b = 1; }"),
        ("FIELD_KIND_CHANGED", "#/M/1", "message M { M a = 1; }", "message M { string a = 1; }"),
        ("FIELD_KIND_CHANGED", "#/M/1", "message M { map<int32, int32> a = 1; }", "message M { int32 a = 1; }"),
        ("FIELD_KIND_CHANGED", "#/M/1", "message M { map<int32, int32> a = 1; }", "message M { map<int32, M> a = 1; }"),
        ("FIELD_SCALAR_KIND_CHANGED", "#/M/1", "message M { int32 a = 1; }", "message M { string a = 1; }"),
        ("FIELD_SCALAR_KIND_CHANGED", "#/M/1", "message M { oneof o { int32 a = 1; } }",
            "message M { oneof o { sint32 a = 1; } }"),
        ("FIELD_SCALAR_KIND_CHANGED", "#/M/1", "message M { map<int32, int32> a = 1; }",
            "message M { map<string, int32> a = 1; }"),
        ("FIELD_NAMED_TYPE_CHANGED", "#/M/1", "message M { A a = 1; } message A { } message B { }",
            "message M { B a = 1; } message A { } message B { }"),
        ("FIELD_NUMERIC_LABEL_CHANGED", "#/M/1", "message M { int32 a = 1; }", "message M { repeated int32 a = 1; }"),
        ("FIELD_STRING_OR_BYTES_LABEL_CHANGED", "#/M/1", "message M { bytes a = 1; }",
            "message M { repeated bytes a = 1; }"),
        ("REQUIRED_FIELD_ADDED", "#/M/1", "proto2 message M { }", "proto2 message M { required int32 a = 1; }"),
        ("REQUIRED_FIELD_REMOVED", "#/M/1", "proto2 message M { required int32 a = 1; }", "proto2 message M { }"),
        ("ONEOF_ADDED", "#/M/o", "message M { }", "message M { oneof o { int32 a = 1; } }"),
        ("ONEOF_REMOVED", "#/M/o", "message M { oneof o { int32 a = 1; } }", "message M { }"),
        ("ONEOF_FIELD_ADDED", "#/M/o/2", "message M { oneof o { int32 a = 1; } }",
            "message M { oneof o { int32 a = 1; int32 b = 2; } }"),
        ("ONEOF_FIELD_REMOVED", "#/M/2", "message M { oneof o { int32 a = 1; int32 b = 2; } }",
            "message M { oneof o { int32 a = 1; } }"),
        ("ONEOF_FIELD_MOVED_TO_TOP_LEVEL", "#/M/o/2", "message M { oneof o { int32 a = 1; int32 b = 2; } }",
            "message M { oneof o { int32 a = 1; } int32 b = 2; }"),
        ("MULTIPLE_FIELDS_MOVED_TO_ONEOF", "#/M/o", "message M { int32 a = 1; int32 b = 2; }",
            "message M { oneof o { int32 a = 1; int32 b = 2; } }"),
        ("FIELD_MOVED_TO_EXISTING_ONEOF", "#/M/o/2", "message M { oneof o { int32 a = 1; } int32 b = 2; }",
            "message M { oneof o { int32 a = 1; int32 b = 2; } }"),
    ];

    /// <summary>Changes beside those kinds that the same change turned round would be, too.</summary>
    private static readonly Dictionary<string, (string Original, string Update)> NearMisses = new()
    {
        ["PACKAGE_CHANGED"] = ("package a; message M { }", "package a; message M { } message N { }"),
        ["ENUM_CONST_CHANGED"] = ("enum E { A = 0; }", "enum E { A = 0; B = 1; }"),
        ["FIELD_NAME_CHANGED"] = ("message M { int32 a = 1; }", "message M { int32 a = 1; int32 b = 2; }"),
        ["FIELD_KIND_CHANGED"] = ("message M { int32 a = 1; }", "message M { string a = 1; }"),
        ["FIELD_SCALAR_KIND_CHANGED"] = ("message M { int32 a = 1; }", "message M { int64 b = 1; }"),
        ["FIELD_NAMED_TYPE_CHANGED"] = ("message M { M a = 1; }", "message M { M b = 1; }"),
        ["FIELD_NUMERIC_LABEL_CHANGED"] = ("message M { string a = 1; }", "message M { repeated string a = 1; }"),
        ["FIELD_STRING_OR_BYTES_LABEL_CHANGED"] = ("message M { int32 a = 1; }", "message M { repeated int32 a = 1; }"),
    };

    public static TheoryData<string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var (kind, place, original, update) in Cases)
        {
            rows.Add(kind, place, original, update);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Difference_is_named_where_it_is_and_absent_between_equal_schemas(
        string kind, string place, string original, string update)
    {
        var found = Differences(original, update);
        Assert.Contains(found, difference => difference.KindName == kind && difference.Location == place);
        Assert.DoesNotContain(Differences(original, original), difference => difference.KindName == kind);
        Assert.DoesNotContain(Differences(update, update), difference => difference.KindName == kind);
        var (before, after) = NearMisses.GetValueOrDefault(kind, (update, original));
        var others = Differences(before, after);
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, difference => difference.KindName == kind);
    }

    [Fact]
    public void Every_kind_has_a_case_and_a_verdict()
    {
        var kinds = typeof(ProtoDifferences).GetFields()
            .Select(field => (string)field.GetValue(null)!).Order().ToList();
        Assert.Equal(26, kinds.Count);
        Assert.Equal(kinds, Cases.Select(row => row.Kind).Distinct().Order());
        string[] bad =
        [
            "FIELD_KIND_CHANGED", "FIELD_MOVED_TO_EXISTING_ONEOF", "FIELD_NAMED_TYPE_CHANGED",
            "FIELD_NUMERIC_LABEL_CHANGED", "FIELD_SCALAR_KIND_CHANGED", "MESSAGE_REMOVED",
            "MULTIPLE_FIELDS_MOVED_TO_ONEOF", "ONEOF_FIELD_REMOVED", "PACKAGE_CHANGED", "REQUIRED_FIELD_ADDED",
            "REQUIRED_FIELD_REMOVED",
        ];
        Assert.Equal(bad, kinds.Where(kind => !ProtoDifferences.IsCompatible(kind)));
    }

    [Theory]
    [InlineData("int32", "uint64 int64 uint32 bool E")]
    [InlineData("sint32", "sint64")]
    [InlineData("string", "bytes")]
    [InlineData("fixed32", "sfixed32")]
    [InlineData("fixed64", "sfixed64")]
    [InlineData("float", "")]
    [InlineData("double", "")]
    public void Scalars_of_one_group_interchange_and_no_others(string type, string others)
    {
        string[] all =
        [
            "int32", "uint64", "int64", "uint32", "bool", "E", "sint32", "sint64", "string", "bytes", "fixed32",
            "sfixed32", "fixed64", "sfixed64", "float", "double",
        ];
        var group = others.Split(' ').Append(type).ToHashSet();
        foreach (var other in all)
        {
            Assert.Equal(group.Contains(other), Check(Of(other), Of(type)).Count == 0);
            Assert.Equal(group.Contains(other), Check(Of(type), Of(other)).Count == 0);
        }

        static string Of(string name) => $"enum E {{ A = 0; }} message M {{ {name} a = 1; }}";
    }

    [Theory]
    [InlineData("message M { int32 a = 1; }", "message M { oneof o { int32 a = 1; } }")]
    [InlineData("message M { oneof o { int32 a = 1; int32 b = 2; } }", "message M { }")]
    [InlineData(
        "message M { oneof o { int32 a = 1; int32 b = 2; } }",
        "message M { oneof p { int32 a = 1; int32 b = 2; } }")]
    [InlineData("message M { M a = 1; }", "message M { repeated M a = 1; }")]
    [InlineData(
        "message M { message N { M m = 1; } N n = 1; }",
        "message M { message N { M m = 1; } N n = 1; N o = 2; }")]
    public void Reader_copes(string original, string update) => Assert.Empty(Check(update, original));

    [Fact]
    public void Imported_message_is_compared_where_a_field_leads_to_it()
    {
        const string text = "syntax = \"proto3\"; import \"lib.proto\"; message M { lib.N n = 1; }";
        var old = ProtoParser.Parse(text, Library("package lib; message N { int32 a = 1; }"));
        var same = ProtoParser.Parse(text, Library("package lib; message N { int32 a = 1; int32 b = 2; }"));
        var broken = ProtoParser.Parse(text, Library("package lib; message N { string a = 1; }"));
        Assert.Empty(ProtoCompatibility.Check(same, old));
        var difference = Assert.Single(ProtoCompatibility.Check(broken, old));
        Assert.Equal(("FIELD_SCALAR_KIND_CHANGED", "#/M/1/1"), (difference.KindName, difference.Location));
    }

    [Fact]
    public void Types_of_another_package_are_equal_by_their_name_below_it()
    {
        var kinds = Differences("package a; message M { a.M m = 1; }", "package b; message M { b.M m = 1; }")
            .Select(difference => difference.KindName);
        Assert.Equal(["PACKAGE_CHANGED"], kinds);
    }

    private static IReadOnlyList<SchemaDifference> Differences(string original, string update) =>
        ProtoCompatibility.Differences(Parse(original), Parse(update));

    private static IReadOnlyList<SchemaDifference> Check(string reader, string writer) =>
        ProtoCompatibility.Check(Parse(reader), Parse(writer));

    private static ProtoSchema Parse(string text) => ProtoParser.Parse(
        text.StartsWith("proto2 ") ? "syntax = \"proto2\";" + text[7..] : "syntax = \"proto3\";" + text,
        Library("package lib; message N { int32 a = 1; }"));

    private static Dictionary<string, string> Library(string text) =>
        new() { ["lib.proto"] = "syntax = \"proto3\";" + text };
}
