using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Schemas.Tests.Protobuf;

public class ProtoTextTests
{
    private const string Messy = """
        // A comment goes.
        syntax='proto3'; package shop;
        option java_package = "shop.v1";
        import public "google/protobuf/timestamp.proto"; import "google/protobuf/any.proto";
        enum Kind { NONE = 0; SOME = 1 [deprecated = true]; }
        message Order { string id = 1; oneof paid { int32 cash = 3; Card card = 4; }
          repeated int32 n = 2 [packed = false, deprecated = true]; map<string, Line> lines = 5;
          message Line { google.protobuf.Any any = 1; } message Card { }
          reserved 9, 12 to max; reserved "old"; enum E { A = 0; } }
        service S { rpc Get (Order) returns (stream Order) { option deprecated = true; } }
        """;

    [Fact]
    public void Stored_text_has_the_order_blanks_and_indents_of_registries() => Assert.Equal(
        """
        syntax = "proto3";
        package shop;

        import "google/protobuf/any.proto";
        import public "google/protobuf/timestamp.proto";

        option java_package = "shop.v1";

        message Order {
          reserved 9, 12 to max;
          reserved "old";

          string id = 1;
          repeated int32 n = 2 [
            packed = false,
            deprecated = true
          ];
          map<string, Line> lines = 5;

          oneof paid {
            int32 cash = 3;
            Card card = 4;
          }

          message Line {
            google.protobuf.Any any = 1;
          }
          message Card {}
          enum E {
            A = 0;
          }
        }
        enum Kind {
          NONE = 0;
          SOME = 1 [deprecated = true];
        }

        service S {
          rpc Get (Order) returns (stream Order) {
            option deprecated = true;
          };
        }

        """.Replace("\r", ""),
        ProtoParser.Parse(Messy).ToString());

    [Fact]
    public void Normalized_text_is_equal_for_files_that_differ_in_order_and_spelling()
    {
        const string first = """
            syntax = "proto3"; package p;
            import "google/protobuf/any.proto"; import "google/protobuf/empty.proto";
            option java_package = "a"; option go_package = "b";
            message M { N n = 2; int32 a = 1; } message N { google.protobuf.Any x = 1; }
            """;
        const string second = """
            syntax = "proto3"; package p;
            import "google/protobuf/empty.proto"; import "google/protobuf/any.proto";
            option go_package = "b"; option java_package = "a";
            message M { int32 a = 1; .p.N n = 2; } message N { .google.protobuf.Any x = 1; }
            """;
        var normal = ProtoParser.Parse(first).ToNormalizedText();
        Assert.Equal(normal, ProtoParser.Parse(second).ToNormalizedText());
        Assert.Contains(".p.N n = 2;", normal);
        Assert.NotEqual(ProtoParser.Parse(first).ToString(), ProtoParser.Parse(second).ToString());
    }

    [Fact]
    public void Normalized_text_keeps_the_order_of_messages_because_message_indexes_count_on_it()
    {
        var text = ProtoParser.Parse("syntax = \"proto3\"; message B { } message A { }").ToNormalizedText();
        Assert.Matches("(?s)message B.*message A", text);
    }

    [Fact]
    public void Descriptor_in_base64_is_taken_and_text_is_told_apart_from_it()
    {
        var schema = ProtoParser.Parse(Messy);
        var text = Convert.ToBase64String(ProtoDescriptor.Encode(schema));
        Assert.Equal("shop.Order", ProtoDescriptor.TryDecode(text)!.FirstMessage!.FullName);
        Assert.Null(ProtoDescriptor.TryDecode(Messy));
        Assert.Null(ProtoDescriptor.TryDecode("not base 64!"));
        Assert.Throws<SchemaParseException>(() => ProtoDescriptor.TryDecode(text[..40]));
    }

    [Fact]
    public void Broken_descriptors_are_refused_and_never_worse()
    {
        var bytes = ProtoDescriptor.Encode(ProtoParser.Parse(Messy));
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++)
        {
            var broken = bytes.ToArray();
            for (var i = 0; i <= random.Next(3); i++)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            try
            {
                ProtoParser.Parse(ProtoDescriptor.Decode(broken[..random.Next(broken.Length + 1)]).ToString());
            }
            catch (SchemaParseException)
            {
                // What is wrong was said.
            }
        }
    }

    [Fact]
    public void Broken_texts_are_refused_and_never_worse()
    {
        var random = new Random(2);
        for (var round = 0; round < 3_000; round++)
        {
            var text = new ProtoGenerator(random.Next(200)).Generate().ToCharArray();
            for (var i = 0; i < 3; i++)
            {
                text[random.Next(text.Length)] = (char)random.Next(32, 128);
            }

            try
            {
                ProtoParser.Parse(new string(text));
            }
            catch (SchemaParseException)
            {
                // What is wrong was said.
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_refused_instead_of_followed()
    {
        var messages = string.Concat(Enumerable.Repeat("message A { ", 100_000));
        var values = "option a = " + string.Concat(Enumerable.Repeat("{ a ", 100_000));
        Assert.All([messages, values], text => Assert.Throws<SchemaParseException>(() => ProtoParser.Parse(text)));
    }

    [Fact]
    public void Circle_of_imports_is_refused()
    {
        var files = new Dictionary<string, string>
        {
            ["a.proto"] = "syntax = \"proto3\"; import \"b.proto\";",
            ["b.proto"] = "syntax = \"proto3\"; import \"a.proto\";",
        };
        var error = Assert.Throws<SchemaParseException>(() => ProtoParser.Parse(files["a.proto"], files));
        Assert.Contains("circle", error.Problem);
    }

    [Fact]
    public void Names_of_an_import_are_seen_only_where_it_is_imported_or_passed_on()
    {
        var files = new Dictionary<string, string>
        {
            ["inner.proto"] = "syntax = \"proto3\"; message Inner { }",
            ["passes.proto"] = "syntax = \"proto3\"; import public \"inner.proto\";",
            ["keeps.proto"] = "syntax = \"proto3\"; import \"inner.proto\"; message Keeps { Inner i = 1; }",
        };
        Assert.NotNull(Parse("passes.proto").FindType("Inner"));
        Assert.Throws<SchemaParseException>(() => Parse("keeps.proto"));

        ProtoSchema Parse(string path) => ProtoParser.Parse(
            $"syntax = \"proto3\"; import \"{path}\"; message M {{ Inner i = 1; }}", files);
    }
}
