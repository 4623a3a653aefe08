// Inputs that are made to hurt: each has the right code, within a bounded time, and the registry goes on.
using System.Diagnostics;
using System.Text.Json;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class HostileInputTests
{
    // Generous for a loaded machine; what these inputs cost without their bounds is minutes, or the process.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("""{"schema":""", 400, 400)]
    [InlineData("[]", 400, 400)]
    [InlineData("""{"schema":{"type":"int"}}""", 422, 422)]
    [InlineData("""{"schema":"\"int\"","id":99999999999999999999}""", 422, 422)]
    [InlineData("""{"schema":"\"int\"","references":7}""", 422, 422)]
    [InlineData("""{"schema":"\"int\"","metadata":[]}""", 422, 422)]
    [InlineData("""{"schema":"\"int\"","ruleSet":"x"}""", 422, 42210)]
    public async Task Malformed_body_is_refused(string body, int status, int code)
    {
        await using TestRegistry registry = await StartAsync();

        (await SendAsync(registry, "s", body)).IsError(status, code);
    }

    [Fact]
    public async Task Body_that_nests_a_hundred_thousand_levels_is_refused()
    {
        await using TestRegistry registry = await StartAsync();
        string deep = new string('[', 100_000) + new string(']', 100_000);

        (await SendAsync(registry, "s", $$"""{"schema":{{deep}}}""")).IsError(400, 400);
    }

    [Theory]
    [InlineData("AVRO", """{"type":"array","items":""", "\"int\"", "}")]
    [InlineData("JSON", """{"properties":{"a":""", "{}", "}}")]
    [InlineData("PROTOBUF", "message A {", "", "}")]
    [InlineData("PROTOBUF", "option (a) = {a:", "1;", "}")]
    public async Task Schema_that_nests_ten_thousand_levels_is_refused(
        string type, string open, string inner, string close)
    {
        await using TestRegistry registry = await StartAsync();
        string schema = string.Concat(Enumerable.Repeat(open, 10_000)) + inner +
            string.Concat(Enumerable.Repeat(close, 10_000));

        (await SendAsync(registry, "s", Body(schema, $",\"schemaType\":\"{type}\""))).IsError(422, 42201);
    }

    [Theory]
    [InlineData("""{"$ref":"http://127.0.0.1:1/schema.json"}""")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""")]
    [InlineData("""{"type":"string","pattern":"(a+)+$(((("}""")]
    public async Task Json_schema_that_leads_elsewhere_is_refused(string schema)
    {
        await using TestRegistry registry = await StartAsync();

        (await SendAsync(registry, "s", Body(schema, ",\"schemaType\":\"JSON\""))).IsError(422, 42201);
    }

    [Fact]
    public async Task Cycle_of_references_within_a_schema_is_compared_to_an_end()
    {
        await using TestRegistry registry = await StartAsync();
        const string Cycle =
            """{"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}},""" +
            """ "$ref":"#/definitions/a","title":"T"}""";

        Assert.Equal(200, (await SendAsync(registry, "s", Json(Cycle))).Status);
        Assert.Equal(200, (await SendAsync(registry, "s", Json(Cycle.Replace("\"T\"", "\"U\"")))).Status);
    }

    [Fact]
    public async Task Pattern_that_backtracks_for_ever_is_cut_off()
    {
        await using TestRegistry registry = await StartAsync();
        string name = new string('a', 40) + "!";
        string Schema(string more) =>
            "{\"type\":\"object\",\"patternProperties\":{\"^(a+)+$\":{\"type\":\"string\"}},\"properties\":{\"" +
            name + "\":{\"type\":\"string\"}" + more + "}}";

        await SendAsync(registry, "s", Json(Schema("")));
        Answer answer = await SendAsync(registry, "s", Json(Schema(",\"b\":{\"type\":\"string\"}")));

        Assert.True(answer.Status is 200 or 409, answer.Text);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(8, 25)]
    public async Task Combinations_of_combinations_are_compared_in_bounded_time(int width, int depth)
    {
        await using TestRegistry registry = await StartAsync();

        Assert.Equal(200, (await SendAsync(registry, "s", Json(OneOf(width, depth, "string")))).Status);
        (await SendAsync(registry, "s", Json(OneOf(width, depth, "integer")))).IsError(409, 40901);
    }

    [Fact]
    public async Task Unions_of_thousands_of_records_are_compared_in_bounded_time()
    {
        await using TestRegistry registry = await StartAsync();
        string Union(string type) => "[\"null\"," + string.Join(
            ',', Enumerable.Range(0, 3000).Select(i => Record($"R{i}", Field("f", type)))) + "]";

        Assert.Equal(200, (await SendAsync(registry, "s", Body(Union("int")))).Status);
        (await SendAsync(registry, "s", Body(Union("string")))).IsError(409, 40901);
    }

    [Fact]
    public async Task Differences_that_double_with_every_type_are_counted_once()
    {
        await using TestRegistry registry = await StartAsync();
        string Link(int i) => Record($"R{i}", Field("a", $"R{i - 1}"), Field("b", $"R{i - 1}"));
        string Chain(string type) =>
            "[" + Record("R0", Field("f", type)) + "," + string.Join(',', Enumerable.Range(1, 60).Select(Link)) + "]";

        Assert.Equal(200, (await SendAsync(registry, "s", Body(Chain("int")))).Status);
        (await SendAsync(registry, "s", Body(Chain("string")))).IsError(409, 40901);
    }

    [Fact]
    public async Task Thousands_of_references_are_refused()
    {
        await using TestRegistry registry = await StartAsync();
        await registry.RegisterAsync("a", Record("A"));
        string references = string.Join(
            ',', Enumerable.Range(0, 3000).Select(i => $$"""{"name":"A{{i}}","subject":"a","version":1}"""));

        (await SendAsync(registry, "s", Body("\"int\"", $",\"references\":[{references}]"))).IsError(422, 42201);
    }

    private static async Task<Answer> SendAsync(TestRegistry registry, string subject, string body)
    {
        long start = Stopwatch.GetTimestamp();
        Answer answer = await registry.PostAsync($"/subjects/{subject}/versions", body);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Patience);
        Assert.Equal(200, (await registry.GetAsync("/subjects")).Status);
        return answer;
    }

    private static string Json(string schema) => Body(schema, ",\"schemaType\":\"JSON\"");

    private static string OneOf(int width, int depth, string leaf)
    {
        var definitions = new Dictionary<string, object> { ["n0"] = new { type = leaf } };
        for (int level = 1; level <= depth; level++)
        {
            int below = level - 1;
            definitions[$"n{level}"] = new
            {
                oneOf = Enumerable.Range(0, width).Select(k => new
                {
                    type = "object",
                    properties = new Dictionary<string, object>
                    {
                        [$"a{k}"] = new Dictionary<string, string> { ["$ref"] = $"#/definitions/n{below}" },
                    },
                    required = new[] { $"a{k}" },
                }),
            };
        }

        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["definitions"] = definitions,
            ["$ref"] = $"#/definitions/n{depth}",
        });
    }
}
