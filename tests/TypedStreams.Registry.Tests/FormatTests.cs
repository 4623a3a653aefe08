// Protobuf and JSON Schema over HTTP: stored text, references, forms, compatibility, hostile input.
using TypedStreams.Schemas.Protobuf;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class FormatTests
{
    private const string Protobuf = ",\"schemaType\":\"PROTOBUF\"";
    private const string Json = ",\"schemaType\":\"JSON\"";
    private const string Order = "syntax = \"proto3\";\npackage shop;\n\nmessage Order {\n  int32 id = 1;\n}\n";

    [Fact]
    public async Task Protobuf_text_is_stored_in_the_registrys_own_form()
    {
        await using TestRegistry registry = await StartAsync();

        const string text = "syntax='proto3'; package shop; message Order { int32 id=1; } // gone";
        Answer answer = await registry.PostAsync("/subjects/o/versions", Body(text, Protobuf));

        Assert.Equal((200, "PROTOBUF"), (answer.Status, Text(answer, "schemaType")));
        Assert.Equal(Order, Text(answer, "schema"));
        Assert.Equal(Order, (await registry.GetAsync("/schemas/ids/1/schema")).Text);
    }

    [Fact]
    public async Task Protobuf_descriptor_in_base64_is_taken_and_given_back_when_asked_for()
    {
        await using TestRegistry registry = await StartAsync();
        string descriptor = Convert.ToBase64String(ProtoDescriptor.Encode(ProtoParser.Parse(Order)));

        Answer answer = await registry.PostAsync("/subjects/o/versions", Body(descriptor, Protobuf));

        Assert.Equal(Order, Text(answer, "schema"));
        foreach (string path in new[]
        {
            "/schemas/ids/1?format=serialized", "/subjects/o/versions/1?format=serialized",
            $"/schemas/guids/{Text(answer, "guid")}?format=serialized",
        })
        {
            Assert.Equal(descriptor, Text(await registry.GetAsync(path), "schema"));
        }

        Assert.Equal(descriptor, (await registry.GetAsync("/schemas/ids/1/schema?format=serialized")).Text);
        Assert.Equal(descriptor, (await registry.GetAsync("/subjects/o/versions/1/schema?format=serialized")).Text);
        Answer found = await registry.PostAsync("/subjects/o?format=serialized", Body(Order, Protobuf));
        Assert.Equal(descriptor, Text(found, "schema"));
        Assert.Equal(Order, Text(await registry.GetAsync("/schemas/ids/1?format=unheard"), "schema"));
    }

    [Fact]
    public async Task Protobuf_extensions_are_left_out_when_asked_for()
    {
        await using TestRegistry registry = await StartAsync();
        const string text = "syntax = \"proto2\"; message M { extensions 1 to 9; } extend M { optional int32 x = 1; }";
        await registry.PostAsync("/subjects/o/versions", Body(text, Protobuf));

        Assert.Contains("extend M", (await registry.GetAsync("/schemas/ids/1/schema")).Text);
        Assert.DoesNotContain(
            "extend M", (await registry.GetAsync("/schemas/ids/1/schema?format=ignore_extensions")).Text);
    }

    [Theory]
    [InlineData(Protobuf, "syntax = \"proto3\"; message A { int32 a = 1; }",
        "syntax = \"proto3\"; import \"lib/a.proto\"; message B { A a = 1; }", "lib/a.proto")]
    [InlineData(Json, "{\"type\":\"integer\"}", "{\"properties\":{\"a\":{\"$ref\":\"a.json\"}}}", "a.json")]
    public async Task Reference_is_resolved_guards_its_target_and_missing_ones_are_refused(
        string type, string target, string text, string name)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/a/versions", Body(target, type));
        string reference = $",\"references\":[{{\"name\":\"{name}\",\"subject\":\"a\",\"version\":-1}}]";

        (await registry.PostAsync("/subjects/b/versions", Body(text, type))).IsError(422, 42201);
        Answer answer = await registry.PostAsync("/subjects/b/versions", Body(text, type + reference));

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, answer.Json.GetProperty("references")[0].GetProperty("version").GetInt32());
        Assert.Equal("[2]", (await registry.GetAsync("/subjects/a/versions/1/referencedby")).Text);
        (await registry.DeleteAsync("/subjects/a/versions/1")).IsError(422, 42206);
    }

    [Theory]
    [InlineData(Protobuf, "syntax = \"proto3\"; message A { int32 a = 1; }",
        "syntax = \"proto3\"; message A { string a = 1; }", "FIELD_SCALAR_KIND_CHANGED")]
    [InlineData(Json, "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}", "TYPE_CHANGED")]
    public async Task Incompatible_schema_is_refused_with_the_name_of_the_difference(
        string type, string first, string second, string kind)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/a/versions", Body(first, type));

        Answer refused = await registry.PostAsync("/subjects/a/versions", Body(second, type));
        Answer verdict = await registry.PostAsync(
            "/compatibility/subjects/a/versions/latest?verbose=true", Body(second, type));

        refused.IsError(409, 40901);
        Assert.Contains($"{{errorType:\"{kind}\", description:\"", refused.Message);
        Assert.False(verdict.Json.GetProperty("is_compatible").GetBoolean());
        string[] messages = [.. verdict.Json.GetProperty("messages").EnumerateArray().Select(m => m.GetString()!)];
        Assert.StartsWith($"{{errorType:\"{kind}\"", messages[0]);
        Assert.Equal("{oldSchemaVersion: 1}", messages[1]);
        Assert.StartsWith("{oldSchema: '", messages[2]);
        Assert.Equal("{validateFields: 'false', compatibility: 'BACKWARD'}", messages[3]);
    }

    [Fact]
    public async Task Another_type_of_schema_fits_only_under_NONE()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("a", "\"string\"");

        Answer refused = await registry.PostAsync("/subjects/a/versions", Body("{\"type\":\"string\"}", Json));
        await registry.PutAsync("/config/a", """{"compatibility":"NONE"}""");
        Answer taken = await registry.PostAsync("/subjects/a/versions", Body("{\"type\":\"string\"}", Json));

        Assert.Contains("Incompatible because of different schema type", refused.Message);
        Assert.Equal(200, taken.Status);
    }

    [Fact]
    public async Task Normalized_schemas_of_different_spelling_share_one_id()
    {
        await using TestRegistry registry = await StartAsync();
        (string First, string Second, string Type)[] pairs =
        [
            ("{\"type\":\"object\",\"title\":\"a\"}", "{ \"title\":\"a\", \"type\":\"object\" }", Json),
            ("syntax = \"proto3\"; message A { A a = 2; int32 b = 1; }",
                "syntax = \"proto3\"; message A { int32 b = 1; .A a = 2; }", Protobuf),
        ];

        foreach ((string first, string second, string type) in pairs)
        {
            Answer one = await registry.PostAsync("/subjects/n/versions?normalize=True", Body(first, type));
            Answer two = await registry.PostAsync("/subjects/m/versions?normalize=True", Body(second, type));
            Assert.Equal(one.Json.GetProperty("id").GetInt32(), two.Json.GetProperty("id").GetInt32());
            Assert.Equal(200, (await registry.DeleteAsync("/subjects/n")).Status);
            Assert.Equal(200, (await registry.DeleteAsync("/subjects/m")).Status);
        }
    }

    [Fact]
    public async Task Hostile_schemas_are_refused()
    {
        await using TestRegistry registry = await StartAsync();
        string deep = string.Concat(Enumerable.Repeat("{\"not\":", 100)) + "{}" + new string('}', 100);
        string nested = "syntax = \"proto3\";" + string.Concat(Enumerable.Repeat("message A {", 1000));
        (string Text, string Type)[] hostile =
        [
            (deep, Json), (nested, Protobuf), ("{\"$ref\":\"http://127.0.0.1:1/a.json\"}", Json),
            ("{\"pattern\":\"(\"}", Json), ("AAAA", Protobuf), ("{", Json), ("message", Protobuf),
        ];

        foreach ((string text, string type) in hostile)
        {
            (await registry.PostAsync("/subjects/h/versions", Body(text, type))).IsError(422, 42201);
        }
    }

    private static string Text(Answer answer, string name) => answer.Json.GetProperty(name).GetString()!;
}
