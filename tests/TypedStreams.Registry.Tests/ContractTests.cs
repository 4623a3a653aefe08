// What travels with a schema and what a subject adds to it: metadata, rules, groups, reserved names, numbers.
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class ContractTests
{
    [Fact]
    public async Task Defaults_lie_below_and_overrides_above_what_the_client_says()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PutAsync(
            "/config/s",
            """
            {"defaultMetadata":{"properties":{"a":"default","b":"default"}},
             "overrideMetadata":{"properties":{"c":"override"}}}
            """);

        Answer answer = await registry.PostAsync(
            "/subjects/s/versions", Body("\"int\"", ""","metadata":{"properties":{"b":"own","c":"own"}}"""));

        Assert.Equal(
            """{"properties":{"a":"default","b":"own","c":"override"}}""",
            answer.Json.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Rules_of_the_subject_are_merged_by_name()
    {
        await using TestRegistry registry = await StartAsync();
        const string Rules = "RuleSet\":{\"domainRules\":[";
        await registry.PutAsync(
            "/config/s",
            "{\"default" + Rules + Rule("a", "DEFAULT") + "," + Rule("b", "DEFAULT") + "]}," +
            "\"override" + Rules + Rule("c", "OVERRIDE") + "]}}");

        Answer answer = await registry.PostAsync(
            "/subjects/s/versions",
            Body("\"int\"", $",\"ruleSet\":{{\"domainRules\":[{Rule("b", "OWN")},{Rule("c", "OWN")}]}}"));

        Assert.Equal(
            ["a DEFAULT", "b OWN", "c OVERRIDE"],
            answer.Json.GetProperty("ruleSet").GetProperty("domainRules").EnumerateArray()
                .Select(rule => $"{rule.GetProperty("name").GetString()} {rule.GetProperty("type").GetString()}"));
    }

    [Fact]
    public async Task Next_version_takes_over_what_the_client_leaves_out_and_a_look_up_finds_it()
    {
        await using TestRegistry registry = await StartAsync();
        string next = Body(Record("R", Field("a", "int", "0")));
        await registry.PostAsync(
            "/subjects/s/versions", Body(Record("R"), ""","metadata":{"properties":{"owner":"x"}}"""));

        Answer registered = await registry.PostAsync("/subjects/s/versions", next);
        Answer found = await registry.PostAsync("/subjects/s", next);
        Answer again = await registry.PostAsync("/subjects/s/versions", next);

        Assert.Equal("""{"properties":{"owner":"x"}}""", registered.Json.GetProperty("metadata").GetRawText());
        Assert.Equal(2, found.Json.GetProperty("version").GetInt32());
        Assert.Equal(2, again.Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Versions_of_another_group_are_not_compared()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PutAsync("/config/s", """{"compatibilityGroup":"major"}""");
        await registry.PostAsync("/subjects/s/versions", Versioned("\"int\"", "1"));

        Assert.Equal(200, (await registry.PostAsync("/subjects/s/versions", Versioned("\"string\"", "2"))).Status);
        (await registry.PostAsync("/subjects/s/versions", Versioned(Record("R"), "2"))).IsError(409, 40901);
    }

    [Fact]
    public async Task Reserved_name_is_refused_as_a_field_and_cannot_be_given_up()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PutAsync("/config/s", """{"validateFields":true}""");
        const string Reserves = ""","metadata":{"properties":{"confluent:reserved":"old, older"}}""";
        await registry.PostAsync("/subjects/s/versions", Body(Record("R"), Reserves));

        Answer taken = await registry.PostAsync(
            "/subjects/s/versions", Body(Record("R", Field("old", "int", "0")), Reserves));
        Answer dropped = await registry.PostAsync(
            "/subjects/s/versions",
            Body(
                Record("R", Field("new", "int", "0")),
                ""","metadata":{"properties":{"confluent:reserved":"old"}}"""));

        taken.IsError(409, 40901);
        Assert.Contains("reserved field 'old'", taken.Message);
        Assert.Contains("validateFields: 'true'", taken.Message);
        dropped.IsError(409, 40901);
        Assert.Contains("reserved field 'older' removed", dropped.Message);
    }

    [Fact]
    public async Task Version_number_in_metadata_is_compared_then_set_and_counted_on()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PostAsync("/subjects/s/versions", Body(Record("R"), ""","version":-1"""));

        Answer second = await registry.PostAsync(
            "/subjects/s/versions",
            Body(
                Record("R", Field("a", "int", "0")),
                ""","metadata":{"properties":{"confluent:version":"2"}}"""));
        Answer late = await registry.PostAsync(
            "/subjects/s/versions",
            Body(
                Record("R", Field("b", "int", "0")),
                ""","metadata":{"properties":{"confluent:version":"2"}}"""));
        Answer third = await registry.PostAsync("/subjects/s/versions", Body(Record("R", Field("c", "int", "0"))));

        Assert.Equal(2, second.Json.GetProperty("version").GetInt32());
        late.IsError(422, 42201);
        Assert.Contains("\"confluent:version\":\"3\"", third.Text);
    }

    [Fact]
    public async Task Tags_are_put_on_found_and_taken_off()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("s", Record("R", Field("a", "int")));
        const string Entity = """[{"schemaEntity":{"entityPath":"R.a","entityType":"SR_FIELD"},"tags":["PII"]}]""";

        Answer tagged = await registry.PostAsync("/subjects/s/versions/1/tags", $$"""{"tagsToAdd":{{Entity}}}""");
        Answer found = await registry.GetAsync("/subjects/s/versions/latest?findTags=PII");
        Answer other = await registry.GetAsync("/subjects/s/versions/latest?findTags=PUBLIC");
        Answer untagged = await registry.PostAsync(
            "/subjects/s/versions/latest/tags", $$"""{"tagsToRemove":{{Entity}}}""");

        Assert.Equal(2, tagged.Json.GetProperty("version").GetInt32());
        Assert.Equal(Entity, found.Json.GetProperty("schemaTags").GetRawText());
        Assert.False(other.Json.TryGetProperty("schemaTags", out _));
        Assert.Equal(1, untagged.Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Schema_with_references_is_found_by_the_text_that_writes_them_out()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("address", """{"type":"record","name":"c.Address","fields":[]}""");
        await registry.PostAsync(
            "/subjects/person/versions",
            Body(
                """{"type":"record","name":"Person","fields":[{"name":"home","type":"c.Address"}]}""",
                ""","references":[{"name":"c.Address","subject":"address","version":1}]"""));

        Answer found = await registry.PostAsync(
            "/subjects/person",
            Body(
                """
                {"type":"record","name":"Person","fields":[{"name":"home",
                 "type":{"type":"record","name":"Address","namespace":"c","fields":[]}}]}
                """));

        Assert.Equal(1, found.Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Ids_of_contexts_are_their_own_and_survive_a_restart()
    {
        var log = new Storage.MemorySchemaLog(TimeProvider.System);
        await using (TestRegistry registry = await StartAsync(log))
        {
            Assert.Equal(1, await registry.RegisterAsync("a", "\"int\""));
            Assert.Equal(1, await registry.RegisterAsync(":.c:a", "\"long\""));
            Assert.Equal(2, await registry.RegisterAsync(":.c:b", "\"string\""));
            await registry.DeleteAsync("/subjects/:.c:b");
            await registry.DeleteAsync("/subjects/:.c:b?permanent=true");
        }

        await using TestRegistry again = await StartAsync(log);

        Assert.Equal("\"long\"", (await again.GetAsync("/schemas/ids/1/schema?subject=:.c:")).Text);
        Assert.Equal("\"int\"", (await again.GetAsync("/schemas/ids/1/schema")).Text);
        Assert.Equal(3, await again.RegisterAsync(":.c:b", "\"string\""));
        Assert.Equal(2, await again.RegisterAsync("b", "\"string\""));
        Assert.Equal("""[".",".c"]""", (await again.GetAsync("/contexts")).Text);
    }

    [Fact]
    public async Task Reference_of_a_context_is_looked_up_in_that_context()
    {
        await using TestRegistry registry = await StartAsync();
        const string References = ""","references":[{"name":"c.A","subject":"address","version":1}]""";
        string person = Body(Record("P", Field("home", "c.A")), References);
        await registry.RegisterAsync(":.x:address", """{"type":"record","name":"c.A","fields":[]}""");

        (await registry.PostAsync("/subjects/person/versions", person)).IsError(422, 42201);
        Assert.Equal(200, (await registry.PostAsync("/subjects/:.x:person/versions", person)).Status);
        Assert.Equal("[2]", (await registry.GetAsync("/subjects/:.x:address/versions/1/referencedby")).Text);
        (await registry.DeleteAsync("/subjects/:.x:address")).IsError(422, 42206);
    }

    [Fact]
    public async Task Import_takes_ids_versions_and_texts_as_they_come()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.PutAsync("/mode/:.copy:", """{"mode":"IMPORT"}""");
        string second = Record("R", Field("b", "string"));

        Answer imported = await registry.PostAsync(
            "/subjects/:.copy:s/versions", Body(Record("R", Field("a", "int")), ",\"id\":70,\"version\":3"));
        Answer unfit = await registry.PostAsync(
            "/subjects/:.copy:s/versions", Body(second, ",\"id\":80,\"version\":5"));
        Answer again = await registry.PostAsync(
            "/subjects/:.copy:s/versions", Body(second, ",\"id\":80,\"version\":5"));
        await registry.PutAsync("/mode/:.copy:", """{"mode":"READWRITE"}""");

        Assert.Equal((200, 200, 200), (imported.Status, unfit.Status, again.Status));
        Assert.Equal("[3,5]", (await registry.GetAsync("/subjects/:.copy:s/versions")).Text);
        Assert.Equal(81, await registry.RegisterAsync(":.copy:t", "\"int\""));
    }

    private static string Rule(string name, string type) =>
        $$"""{"name":"{{name}}","kind":"CONDITION","mode":"WRITE","type":"{{type}}"}""";

    private static string Versioned(string schema, string major) =>
        Body(schema, $$$""","metadata":{"properties":{"major":"{{{major}}}"}}""");
}
