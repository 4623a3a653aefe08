// Tags within JSON and Protobuf schemas, and the policy by which optional properties come and go, over HTTP.
using System.Text.Json;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class FormatTagsTests
{
    private const string Person =
        """{"type":"object","properties":{"name":{"type":"string"},"a.b":{"type":"array","items":{"properties":""" +
        """{"c":{}}}},"u":{"oneOf":[{"type":"null"},{"properties":{"d":{}}}]},"e":{"type":["null","object"],""" +
        """ "properties":{"f":{}}}},"not":{"properties":{"g":{}}},"$defs":{"x":{"properties":{"h":{}}}}}""";

    [Theory]
    [InlineData("object.name", false)]
    [InlineData("object.a.b.array.object.c", false)]
    [InlineData("object.u.oneof.1.object.d", false)]
    [InlineData("object.u.oneof.1.object", true)]
    [InlineData("not.object.g", false)]
    [InlineData("object.$defs.x.object.h", false)]
    [InlineData("object.$defs.x", false)]
    [InlineData("object", true)]
    public async Task Tag_of_a_JSON_schema_is_put_on_found_by_the_same_path_and_taken_off(string path, bool isRecord)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(Person, ",\"schemaType\":\"JSON\""));
        string entity = Entity(path, isRecord, "PII");

        Answer tagged = await registry.PostAsync("/subjects/s/versions/1/tags", $$"""{"tagsToAdd":{{entity}}}""");
        Assert.Equal(2, tagged.Json.GetProperty("version").GetInt32());
        Assert.Contains("\"confluent:tags\":[\"PII\"]", tagged.Json.GetProperty("schema").GetString());
        Answer found = await registry.GetAsync("/subjects/s/versions/2?findTags=PII");
        Assert.Equal(entity, found.Json.GetProperty("schemaTags").GetRawText());
        Answer untagged = await registry.PostAsync(
            "/subjects/s/versions/2/tags", $$"""{"tagsToRemove":{{entity}}}""");
        Assert.Equal(1, untagged.Json.GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("object.e.anyof.1.object.f", "object.e.object.f")]
    [InlineData("object.u.allof.0.oneof.1.object.d", "object.u.oneof.1.object.d")]
    public async Task Part_that_nobody_wrote_leads_to_the_schema_it_stands_for(string path, string found)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(Person, ",\"schemaType\":\"JSON\""));
        Answer tagged = await registry.PostAsync(
            "/subjects/s/versions/1/tags", $$"""{"tagsToAdd":{{Entity(path, false, "PII")}}}""");
        Assert.Equal(200, tagged.Status);
        Answer latest = await registry.GetAsync("/subjects/s/versions/latest?findTags=*");
        Assert.Equal(Entity(found, false, "PII"), latest.Json.GetProperty("schemaTags").GetRawText());
    }

    [Theory]
    [InlineData("JSON", Person, "object.nobody")]
    [InlineData("JSON", Person, "object.u.oneof.7.object.d")]
    [InlineData("JSON", Person, "nonsense")]
    [InlineData("PROTOBUF", "syntax = \"proto3\"; message M { int32 a = 1; }", "M.b")]
    [InlineData("PROTOBUF", "syntax = \"proto3\"; message M { int32 a = 1; }", "N.a")]
    public async Task Tag_for_what_is_not_there_is_refused(string type, string schema, string path)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(schema, $",\"schemaType\":\"{type}\""));
        Answer refused = await registry.PostAsync(
            "/subjects/s/versions/1/tags", $$"""{"tagsToAdd":{{Entity(path, false, "PII")}}}""");
        refused.IsError(422, 42201);
        Assert.Contains(path, refused.Message);
    }

    [Fact]
    public async Task Tags_of_a_Protobuf_schema_are_options_of_its_fields_and_messages()
    {
        const string text =
            """
            syntax = "proto3";
            package com.example;

            import "confluent/meta.proto";

            message Message1 {
              string f1 = 1 [(confluent.field_meta).doc = "first"];
              oneof o {
                string f2 = 2;
              }

              message Inner {
                string f3 = 1;
              }
            }
            """;
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(text, ",\"schemaType\":\"PROTOBUF\""));
        string[] entities =
        [
            Entity("Message1", true, "T0"), Entity("Message1.f1", false, "T1"), Entity(".Message1.f1", false, "T2"),
            Entity("com.example.Message1.Inner.f3", false, "T3"), Entity("Message1.f2", false, "T4"),
        ];
        string list = string.Join(',', entities.Select(entity => entity[1..^1]));

        Answer tagged = await registry.PostAsync("/subjects/s/versions/1/tags", $$"""{"tagsToAdd":[{{list}}]}""");
        string schema = tagged.Json.GetProperty("schema").GetString()!;
        Assert.Contains(
            """
              string f1 = 1 [(confluent.field_meta) = {
                doc: "first",
                tags: [
                  "T1",
                  "T2"
                ]
              }];
            """,
            schema);
        Assert.Contains("option (confluent.message_meta) = {\n    tags: [\n      \"T0\"\n    ]\n  };", schema);
        Answer found = await registry.GetAsync("/subjects/s/versions/latest?findTags=*");
        Assert.Equal(
            ["Message1 T0", "Message1.f1 T1 T2", "Message1.f2 T4", "Message1.Inner.f3 T3"],
            found.Json.GetProperty("schemaTags").EnumerateArray().Select(Said));

        Answer untagged = await registry.PostAsync(
            "/subjects/s/versions/2/tags", $$"""{"tagsToRemove":[{{list}}]}""");
        Assert.Contains("f1 = 1 [(confluent.field_meta) = {\n    doc: \"first\"\n  }];", untagged.Json
            .GetProperty("schema").GetString());
        Assert.DoesNotContain("T1", untagged.Text);
    }

    [Fact]
    public async Task Tag_brings_the_import_that_its_option_needs()
    {
        await using TestRegistry registry = await StartAsync();
        const string text = "syntax = \"proto3\"; message M { int32 a = 1; }";
        await registry.PostAsync("/subjects/s/versions", Body(text, ",\"schemaType\":\"PROTOBUF\""));
        Answer tagged = await registry.PostAsync(
            "/subjects/s/versions",
            Body(text, $",\"schemaType\":\"PROTOBUF\",\"schemaTagsToAdd\":{Entity("M.a", false, "T")}"));
        Assert.Equal(2, tagged.Json.GetProperty("version").GetInt32());
        Assert.Contains("import \"confluent/meta.proto\";", tagged.Json.GetProperty("schema").GetString());
    }

    [Theory]
    [InlineData("AVRO", """{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""", "R.a",
        """{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int","default":0}]}""")]
    [InlineData("JSON", """{"additionalProperties":false,"properties":{"a":{}}}""", "object.a",
        """{"additionalProperties":false,"properties":{"a":{},"b":{}}}""")]
    [InlineData("PROTOBUF", "syntax = \"proto3\"; message M { int32 a = 1; }", "M.a",
        "syntax = \"proto3\"; message M { int32 a = 1; int32 b = 2; }")]
    public async Task Tags_go_on_to_the_next_version_when_asked(string type, string schema, string path, string next)
    {
        await using TestRegistry registry = await StartAsync();
        string more = $",\"schemaType\":\"{type}\"";
        await registry.PostAsync(
            "/subjects/s/versions", Body(schema, $"{more},\"schemaTagsToAdd\":{Entity(path, false, "PII")}"));
        await registry.PostAsync("/subjects/s/versions", Body(next, more + ",\"propagateSchemaTags\":true"));
        Answer found = await registry.GetAsync("/subjects/s/versions/2?findTags=PII");
        Assert.Equal(Entity(path, false, "PII"), found.Json.GetProperty("schemaTags").GetRawText());
    }

    [Fact]
    public async Task Lenient_subject_takes_an_optional_property_that_a_strict_one_refuses()
    {
        const string open = """{"type":"object"}""";
        const string named = """{"type":"object","properties":{"a":{"type":"string"}}}""";
        const string required = """{"type":"object","properties":{"b":{"type":"string"}},"required":["b"]}""";
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(open, ",\"schemaType\":\"JSON\""));

        Answer strict = await registry.PostAsync("/subjects/s/versions", Body(named, ",\"schemaType\":\"JSON\""));
        strict.IsError(409, 40901);
        Assert.Contains("OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", strict.Message);
        Answer set = await registry.PutAsync("/config/s", """{"compatibilityPolicy":"lenient"}""");
        Assert.Equal("""{"compatibilityPolicy":"LENIENT"}""", set.Text);
        Assert.Equal(200, (await registry.PostAsync(
            "/subjects/s/versions", Body(named, ",\"schemaType\":\"JSON\""))).Status);
        (await registry.PostAsync("/subjects/s/versions", Body(required, ",\"schemaType\":\"JSON\"")))
            .IsError(409, 40901);
    }

    [Fact]
    public async Task Policy_comes_from_the_wider_scope_where_a_subject_has_none()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PutAsync("/config", """{"compatibilityPolicy":"LENIENT"}""");
        await registry.PutAsync("/config/s", """{"compatibility":"FULL"}""");
        await registry.PostAsync("/subjects/s/versions", Body("{\"type\":\"object\"}", ",\"schemaType\":\"JSON\""));
        Answer check = await registry.PostAsync(
            "/compatibility/subjects/s/versions/latest",
            Body("""{"type":"object","properties":{"a":{"type":"string"}}}""", ",\"schemaType\":\"JSON\""));
        Assert.Equal("""{"is_compatible":true}""", check.Text);
    }

    private static string Entity(string path, bool isRecord, string tag) =>
        $$"""[{"schemaEntity":{"entityPath":"{{path}}","entityType":"SR_{{(isRecord ? "RECORD" : "FIELD")}}"},""" +
        $$""" "tags":["{{tag}}"]}]""".TrimStart();

    private static string Said(JsonElement tagged) =>
        tagged.GetProperty("schemaEntity").GetProperty("entityPath").GetString() + " " +
        string.Join(' ', tagged.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
}
