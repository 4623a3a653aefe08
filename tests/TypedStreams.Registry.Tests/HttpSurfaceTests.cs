// Every row of the HTTP surface: status, body shape, error code.
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class HttpSurfaceTests
{
    private static readonly string OrderV1 = Record("Order", Field("id", "long"));
    private static readonly string OrderV2 = Record("Order", Field("id", "long"), Field("note", "string", "\"\""));
    private static readonly string OrderBroken = Record("Order", Field("id", "long"), Field("total", "double"));

    [Fact]
    public async Task Server_is_asked_about_itself_answers_as_Confluent_does()
    {
        await using TestRegistry registry = await StartAsync();

        Assert.Equal("{}", (await registry.GetAsync("/")).Text);
        Assert.Equal("{}", (await registry.PostAsync("/", "{}")).Text);
        Assert.Equal("""["JSON","PROTOBUF","AVRO"]""", (await registry.GetAsync("/schemas/types")).Text);
        Assert.Equal("[\".\"]", (await registry.GetAsync("/contexts")).Text);
        Answer id = await registry.GetAsync("/v1/metadata/id");
        Assert.True(id.Json.GetProperty("scope").TryGetProperty("path", out _));
        Assert.True((await registry.GetAsync("/v1/metadata/version")).Json.TryGetProperty("version", out _));
    }

    [Fact]
    public async Task Registering_a_schema_answers_id_version_guid_type_and_stored_text()
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.PostAsync(
            "/subjects/orders-value/versions", Body("""{ "name":"Order", "type": "record", "fields" : [] }"""));

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, answer.Json.GetProperty("id").GetInt32());
        Assert.Equal(1, answer.Json.GetProperty("version").GetInt32());
        Assert.Equal("AVRO", answer.Json.GetProperty("schemaType").GetString());
        Assert.Equal(
            """{"type":"record","name":"Order","fields":[]}""", answer.Json.GetProperty("schema").GetString());
        Assert.True(Guid.TryParse(answer.Json.GetProperty("guid").GetString(), out _));
    }

    [Fact]
    public async Task Same_content_under_another_subject_keeps_its_id()
    {
        await using TestRegistry registry = await StartAsync();

        int first = await registry.RegisterAsync("a-value", OrderV1);
        int again = await registry.RegisterAsync("a-value", OrderV1);
        int other = await registry.RegisterAsync("b-value", OrderV1);
        int second = await registry.RegisterAsync("a-value", OrderV2);

        Assert.Equal((1, 1, 1, 2), (first, again, other, second));
        Assert.Equal("[1,2]", (await registry.GetAsync("/subjects/a-value/versions")).Text);
        Assert.Equal("""["a-value","b-value"]""", (await registry.GetAsync("/subjects")).Text);
        Assert.Equal("""["a-value","b-value"]""", (await registry.GetAsync("/schemas/ids/1/subjects")).Text);
        Assert.Equal(
            """[{"subject":"a-value","version":1},{"subject":"b-value","version":1}]""",
            (await registry.GetAsync("/schemas/ids/1/versions")).Text);
    }

    [Fact]
    public async Task Schema_is_found_by_id_by_guid_and_by_version()
    {
        await using TestRegistry registry = await StartAsync();
        Answer registered = await registry.PostAsync("/subjects/o/versions", Body(OrderV1));
        string guid = registered.Json.GetProperty("guid").GetString()!;

        Answer byId = await registry.GetAsync("/schemas/ids/1?fetchMaxId=true&subject=");
        Assert.Equal(OrderV1, byId.Json.GetProperty("schema").GetString());
        Assert.Equal(1, byId.Json.GetProperty("maxId").GetInt32());
        Assert.Equal(OrderV1, (await registry.GetAsync("/schemas/ids/1/schema")).Text);
        Answer byGuid = await registry.GetAsync($"/schemas/guids/{guid}");
        Assert.Equal(OrderV1, byGuid.Json.GetProperty("schema").GetString());
        Assert.Equal("""[{"context":".","id":1}]""", (await registry.GetAsync($"/schemas/guids/{guid}/ids")).Text);
        foreach (string version in new[] { "1", "latest", "LATEST", "-1" })
        {
            Answer byVersion = await registry.GetAsync($"/subjects/o/versions/{version}");
            Assert.Equal("o", byVersion.Json.GetProperty("subject").GetString());
            Assert.Equal(1, byVersion.Json.GetProperty("id").GetInt32());
        }

        Assert.Equal(OrderV1, (await registry.GetAsync("/subjects/o/versions/1/schema")).Text);
        Assert.Equal("[]", (await registry.GetAsync("/subjects/o/versions/1/referencedby")).Text);
        Assert.Equal("o", (await registry.GetAsync("/schemas")).Json[0].GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("GET", "/schemas/ids/99", null, 404, 40403)]
    [InlineData("GET", "/schemas/ids/99/schema", null, 404, 40403)]
    [InlineData("GET", "/schemas/ids/99/subjects", null, 404, 40403)]
    [InlineData("GET", "/schemas/ids/99/versions", null, 404, 40403)]
    [InlineData("GET", "/schemas/ids/abc", null, 404, 404)]
    [InlineData("GET", "/schemas/guids/0e0ba8ce-4a22-1e4b-8ccb-4f6c0d9b3c5a", null, 404, 40403)]
    [InlineData("GET", "/nowhere", null, 404, 404)]
    [InlineData("PUT", "/subjects", "{}", 405, 405)]
    [InlineData("GET", "/subjects/none/versions", null, 404, 40401)]
    [InlineData("GET", "/subjects/none/versions/1", null, 404, 40401)]
    [InlineData("GET", "/subjects/there/versions/7", null, 404, 40402)]
    [InlineData("GET", "/subjects/there/versions/0", null, 422, 42202)]
    [InlineData("GET", "/subjects/there/versions/x", null, 422, 42202)]
    [InlineData("GET", "/subjects/there/versions/2147483648", null, 422, 42202)]
    [InlineData("POST", "/subjects/none", """{"schema":"\"long\""}""", 404, 40401)]
    [InlineData("POST", "/subjects/there", """{"schema":"\"long\""}""", 404, 40403)]
    [InlineData("POST", "/subjects/there", """{"schema":"nonsense"}""", 422, 42201)]
    [InlineData("POST", "/subjects/there/versions", """{"schema":"nonsense"}""", 422, 42201)]
    [InlineData("POST", "/subjects/there/versions", "{}", 422, 42201)]
    [InlineData("POST", "/subjects/there/versions", "", 422, 422)]
    [InlineData("POST", "/subjects/there/versions", "{", 400, 400)]
    [InlineData("POST", "/subjects/there/versions", """{"schema":"x","schemaType":"JSON"}""", 422, 42201)]
    [InlineData("POST", "/subjects/there/versions", """{"schema":"\"long\"","id":7}""", 422, 42205)]
    [InlineData("POST", "/subjects/there/versions", """{"schema":"\"long\"","version":9}""", 422, 42201)]
    [InlineData("POST", "/subjects/:.other/versions", """{"schema":"\"long\""}""", 422, 42208)]
    [InlineData("POST", "/subjects/there/versions", """{"schema":"\"long\""}""", 409, 40901)]
    [InlineData("DELETE", "/subjects/none", null, 404, 40401)]
    [InlineData("DELETE", "/subjects/there?permanent=true", null, 404, 40405)]
    [InlineData("DELETE", "/subjects/there/versions/9", null, 404, 40402)]
    [InlineData("DELETE", "/subjects/none/versions/1", null, 404, 40401)]
    [InlineData("DELETE", "/subjects/there/versions/1?permanent=True", null, 404, 40407)]
    [InlineData("DELETE", "/subjects/there/versions/zero", null, 422, 42202)]
    [InlineData("GET", "/config/none", null, 404, 40408)]
    [InlineData("DELETE", "/config/none", null, 404, 40401)]
    [InlineData("PUT", "/config", """{"compatibility":"SIDEWARD"}""", 422, 42203)]
    [InlineData("PUT", "/config/x", """{"compatibilityPolicy":"LOGICAL"}""", 422, 422)]
    [InlineData("GET", "/mode/none", null, 404, 40409)]
    [InlineData("DELETE", "/mode/none", null, 404, 40401)]
    [InlineData("PUT", "/mode", """{"mode":"SOMETIMES"}""", 422, 42204)]
    [InlineData("POST", "/compatibility/subjects/there/versions/8", """{"schema":"\"long\""}""", 404, 40402)]
    [InlineData("POST", "/compatibility/subjects/there/versions/1", """{"schema":"nonsense"}""", 422, 42201)]
    public async Task Bad_request_is_answered_with_its_code(
        string method, string path, string? body, int status, int code)
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("there", OrderV1);

        Answer answer = await registry.SendAsync(new HttpMethod(method), path, body);

        answer.IsError(status, code);
    }

    [Fact]
    public async Task Error_messages_are_worded_as_Confluent_words_them()
    {
        await using TestRegistry registry = await StartAsync();

        Assert.Equal("Subject 'x' not found.", (await registry.GetAsync("/subjects/x/versions")).Message);
        Assert.Equal("Schema 7 not found", (await registry.GetAsync("/schemas/ids/7")).Message);
        Assert.Equal("HTTP 404 Not Found", (await registry.GetAsync("/schemas/ids/abc")).Message);
        await registry.RegisterAsync("x", OrderV1);
        Assert.Equal("Version 3 not found.", (await registry.GetAsync("/subjects/x/versions/3")).Message);
        Assert.Equal("Schema not found", (await registry.PostAsync("/subjects/x", Body(OrderV2))).Message);
        await registry.DeleteAsync("/subjects/x");
        Assert.Equal(
            "Subject 'x' was soft deleted.Set permanent=true to delete permanently",
            (await registry.DeleteAsync("/subjects/x")).Message);
    }

    [Fact]
    public async Task Soft_deleted_subject_hides_but_keeps_ids_and_numbers()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", OrderV1);
        await registry.RegisterAsync("s", OrderV2);

        Assert.Equal("[1,2]", (await registry.DeleteAsync("/subjects/s")).Text);

        Assert.Equal("[]", (await registry.GetAsync("/subjects")).Text);
        Assert.Equal("""["s"]""", (await registry.GetAsync("/subjects?deleted=True")).Text);
        (await registry.GetAsync("/subjects/s/versions")).IsError(404, 40401);
        Assert.Equal("[1,2]", (await registry.GetAsync("/subjects/s/versions?deleted=true")).Text);
        Assert.Equal(200, (await registry.GetAsync("/schemas/ids/1")).Status);
        Assert.Equal("[]", (await registry.GetAsync("/schemas/ids/1/subjects")).Text);
        (await registry.DeleteAsync("/subjects/s")).IsError(404, 40404);
        Answer again = await registry.PostAsync("/subjects/s/versions", Body(OrderV1));
        Assert.Equal((1, 3), (again.Json.GetProperty("id").GetInt32(), again.Json.GetProperty("version").GetInt32()));
        Assert.Equal("[2,3]", (await registry.GetAsync("/subjects/s/versions?deleted=true")).Text);
        Assert.Equal("[2]", (await registry.GetAsync("/subjects/s/versions?deletedOnly=true")).Text);
        Assert.Equal("[-2,3]", (await registry.GetAsync("/subjects/s/versions?deletedAsNegative=true")).Text);
    }

    [Fact]
    public async Task Permanently_deleted_subject_starts_again_at_version_1_with_a_new_id()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", OrderV1);
        await registry.DeleteAsync("/subjects/s");

        Assert.Equal("[1]", (await registry.DeleteAsync("/subjects/s?permanent=true")).Text);

        (await registry.GetAsync("/schemas/ids/1")).IsError(404, 40403);
        Answer again = await registry.PostAsync("/subjects/s/versions", Body(OrderV1));
        Assert.Equal((2, 1), (again.Json.GetProperty("id").GetInt32(), again.Json.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Deleted_version_answers_its_bare_number_and_needs_two_steps()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", OrderV1);
        await registry.RegisterAsync("s", OrderV2);

        Assert.Equal("2", (await registry.DeleteAsync("/subjects/s/versions/latest")).Text);
        (await registry.DeleteAsync("/subjects/s/versions/2")).IsError(404, 40406);
        Assert.Equal("2", (await registry.DeleteAsync("/subjects/s/versions/2?permanent=true")).Text);
        (await registry.GetAsync("/subjects/s/versions/2?deleted=true")).IsError(404, 40402);
        Assert.Equal("[1]", (await registry.GetAsync("/subjects/s/versions")).Text);
    }

    [Fact]
    public async Task Incompatible_schema_is_refused_and_explained()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", OrderV1);

        Answer refused = await registry.PostAsync("/subjects/s/versions", Body(OrderBroken));
        Answer checkedOnly = await registry.PostAsync(
            "/compatibility/subjects/s/versions/latest?verbose=true", Body(OrderBroken));

        refused.IsError(409, 40901);
        Assert.Contains("READER_FIELD_MISSING_DEFAULT_VALUE", refused.Message);
        Assert.False(checkedOnly.Json.GetProperty("is_compatible").GetBoolean());
        string[] messages = [.. checkedOnly.Json.GetProperty("messages").EnumerateArray().Select(m => m.GetString()!)];
        Assert.Equal(
            "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'total' at path '/fields/1' in " +
            "the new schema has no default value and is missing in the old schema', additionalInfo:'total'}",
            messages[0]);
        Assert.Equal("{oldSchemaVersion: 1}", messages[1]);
        Assert.Equal("{oldSchema: '" + OrderV1 + "'}", messages[2]);
        Assert.Equal("{validateFields: 'false', compatibility: 'BACKWARD'}", messages[3]);
    }

    [Fact]
    public async Task Compatibility_of_an_unknown_subject_is_given()
    {
        await using TestRegistry registry = await StartAsync();

        Answer latest = await registry.PostAsync("/compatibility/subjects/none/versions/latest", Body(OrderV1));
        Answer all = await registry.PostAsync("/compatibility/subjects/none/versions", Body(OrderV1));

        Assert.Equal("""{"is_compatible":true}""", latest.Text);
        Assert.Equal("""{"is_compatible":true}""", all.Text);
    }

    [Fact]
    public async Task Invalid_schema_is_no_error_for_a_verbose_check()
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.PostAsync(
            "/compatibility/subjects/s/versions/latest?verbose=True", Body("nonsense"));

        Assert.Equal(200, answer.Status);
        Assert.False(answer.Json.GetProperty("is_compatible").GetBoolean());
        Assert.Equal(1, answer.Json.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Level_of_a_subject_wins_over_the_level_of_all()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", OrderV1);
        Assert.Equal("""{"compatibilityLevel":"BACKWARD"}""", (await registry.GetAsync("/config")).Text);

        Assert.Equal(
            """{"compatibility":"FULL"}""", (await registry.PutAsync("/config", """{"compatibility":"full"}""")).Text);
        Assert.Equal(
            """{"compatibility":"NONE"}""",
            (await registry.PutAsync("/config/s", """{"compatibility":"NONE","unknown":1}""")).Text);

        Assert.Equal("""{"compatibilityLevel":"NONE"}""", (await registry.GetAsync("/config/s")).Text);
        Assert.Equal(
            """{"compatibilityLevel":"FULL"}""", (await registry.GetAsync("/config/other?defaultToGlobal=True")).Text);
        Assert.Equal(200, (await registry.PostAsync("/subjects/s/versions", Body(OrderBroken))).Status);
        Assert.Equal("""{"compatibilityLevel":"NONE"}""", (await registry.DeleteAsync("/config/s")).Text);
        (await registry.GetAsync("/config/s")).IsError(404, 40408);
    }

    [Fact]
    public async Task Read_only_subject_refuses_changes_until_the_mode_is_lifted()
    {
        await using TestRegistry registry = await StartAsync();

        Assert.Equal("""{"mode":"READONLY"}""", (await registry.PutAsync("/mode/s", """{"mode":"readonly"}""")).Text);

        (await registry.PostAsync("/subjects/s/versions", Body(OrderV1))).IsError(422, 42205);
        (await registry.PutAsync("/config/s", """{"compatibility":"NONE"}""")).IsError(422, 42205);
        Assert.Equal("""{"mode":"READONLY"}""", (await registry.DeleteAsync("/mode/s")).Text);
        Assert.Equal("""{"mode":"READWRITE"}""", (await registry.GetAsync("/mode/s?defaultToGlobal=true")).Text);
        Assert.Equal(200, (await registry.PostAsync("/subjects/s/versions", Body(OrderV1))).Status);
    }

    [Fact]
    public async Task Normalized_schemas_that_differ_in_spelling_share_an_id()
    {
        await using TestRegistry registry = await StartAsync();
        const string Split = """{"type":"record","name":"R","namespace":"n","fields":[],"b":1,"a":2}""";
        const string Full = """{"type":"record","name":"n.R","fields":[],"a":2,"b":1}""";

        Answer first = await registry.PostAsync("/subjects/a/versions?normalize=True", Body(Split));
        Answer second = await registry.PostAsync("/subjects/b/versions?normalize=True", Body(Full));

        Assert.Equal(
            """{"name":"n.R","type":"record","fields":[],"a":2,"b":1}""", first.Json.GetProperty("schema").GetString());
        Assert.Equal(first.Json.GetProperty("id").GetInt32(), second.Json.GetProperty("id").GetInt32());
        Assert.Equal(200, (await registry.PostAsync("/subjects/a?normalize=True", Body(Full))).Status);
    }

    [Fact]
    public async Task References_are_resolved_listed_and_protect_what_they_need()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("address", """{"type":"record","name":"com.Address","fields":[]}""");
        string person = """{"type":"record","name":"Person","fields":[{"name":"home","type":"com.Address"}]}""";
        string withReference = Body(
            person, ""","references":[{"name":"com.Address","subject":"address","version":-1}]""");

        (await registry.PostAsync("/subjects/person/versions", Body(person))).IsError(422, 42201);
        Answer registered = await registry.PostAsync("/subjects/person/versions", withReference);

        Assert.Equal(2, registered.Json.GetProperty("id").GetInt32());
        Assert.Equal(1, registered.Json.GetProperty("references")[0].GetProperty("version").GetInt32());
        Assert.Equal("[2]", (await registry.GetAsync("/subjects/address/versions/1/referencedby")).Text);
        Answer refused = await registry.DeleteAsync("/subjects/address");
        refused.IsError(422, 42206);
        Assert.Equal(
            "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=address,version=1}",
            refused.Message);
        await registry.DeleteAsync("/subjects/person");
        Assert.Equal("[1]", (await registry.DeleteAsync("/subjects/address")).Text);
    }
}
