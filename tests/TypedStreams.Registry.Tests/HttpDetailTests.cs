// The small inputs that real clients send: odd subjects, content types, limits, headers.
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class HttpDetailTests
{
    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%3Ab%20c", "a:b c")]
    [InlineData("%E6%B3%A8%E6%96%87-%F0%9F%98%80", "注文-😀")]
    [InlineData("100%25", "100%")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a+b", "a+b")]
    [InlineData("", "")]
    [InlineData("%3A.%3Aplain", "plain")]
    public async Task Odd_subject_is_decoded_exactly_once(string written, string subject)
    {
        await using TestRegistry registry = await StartAsync();

        Answer registered = await registry.PostAsync($"/subjects/{written}/versions", Body("\"long\""));
        Answer found = await registry.GetAsync($"/subjects/{written}/versions/1");
        Answer listed = await registry.GetAsync("/subjects");

        Assert.Equal(200, registered.Status);
        Assert.Equal(subject, found.Json.GetProperty("subject").GetString());
        Assert.Equal(subject, listed.Json[0].GetString());
    }

    [Theory]
    [InlineData(null, "application/vnd.schemaregistry.v1+json")]
    [InlineData("*/*", "application/vnd.schemaregistry.v1+json")]
    [InlineData("*", "application/vnd.schemaregistry.v1+json")]
    [InlineData("application/*", "application/vnd.schemaregistry.v1+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/vnd.schemaregistry.v1+json")]
    [InlineData("application/json, application/vnd.schemaregistry+json", "application/vnd.schemaregistry+json")]
    [InlineData("application/vnd.schemaregistry.v1+json;q=0.1, application/json;q=0.8", "application/json")]
    public async Task Accept_header_chooses_the_content_type(string? accept, string expected)
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.SendAsync(HttpMethod.Get, "/subjects", accept: accept);
        Answer error = await registry.SendAsync(HttpMethod.Get, "/subjects/x/versions", accept: accept);

        Assert.Equal((200, expected), (answer.Status, answer.ContentType));
        Assert.Equal((404, expected), (error.Status, error.ContentType));
    }

    [Fact]
    public async Task Types_that_are_not_served_are_refused()
    {
        await using TestRegistry registry = await StartAsync();

        Answer accept = await registry.SendAsync(HttpMethod.Get, "/subjects", accept: "text/html");
        Answer content = await registry.SendAsync(
            HttpMethod.Post, "/subjects/s/versions", Body("\"int\""), contentType: "text/html");

        accept.IsError(406, 406);
        Assert.Equal("HTTP 406 Not Acceptable", accept.Message);
        content.IsError(415, 415);
        Assert.Equal("HTTP 415 Unsupported Media Type", content.Message);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData(null)]
    public async Task Body_is_read_whatever_json_like_type_it_claims(string? contentType)
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.SendAsync(
            HttpMethod.Post, "/subjects/s/versions?normalize=False", Body("\"int\""), contentType);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Every_answer_carries_the_protective_headers()
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.GetAsync("/subjects");

        Assert.Contains("X-XSS-Protection: 1; mode=block", answer.Headers);
        Assert.Contains("no-store", answer.Headers);
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_answered_413()
    {
        await using TestRegistry registry = await StartAsync();

        Answer answer = await registry.PostAsync("/subjects/s/versions", Body(new string('x', 2 << 20)));

        answer.IsError(413, 413);
    }

    [Fact]
    public async Task Schema_that_nests_too_deep_is_refused()
    {
        await using TestRegistry registry = await StartAsync();
        string open = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 65));
        string deep = open + "\"int\"" + new string('}', 65);

        (await registry.PostAsync("/subjects/s/versions", Body(deep))).IsError(422, 42201);
    }

    [Theory]
    [InlineData("?limit=2", 2)]
    [InlineData("?limit=0", 5)]
    [InlineData("?limit=-1", 5)]
    [InlineData("?offset=3", 2)]
    [InlineData("?offset=1&limit=3", 3)]
    [InlineData("?subjectPrefix=s3", 1)]
    [InlineData("?subjectPrefix=:*:", 5)]
    public async Task List_is_cut_by_offset_limit_and_prefix(string query, int expected)
    {
        await using TestRegistry registry = await StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await registry.RegisterAsync($"s{i}", "\"int\"");
        }

        Assert.Equal(expected, (await registry.GetAsync("/subjects" + query)).Json.GetArrayLength());
        Assert.Equal(expected, (await registry.GetAsync("/schemas" + query)).Json.GetArrayLength());
    }

    [Fact]
    public async Task Trailing_slash_is_forgiven()
    {
        await using TestRegistry registry = await StartAsync();

        Assert.Equal("[]", (await registry.GetAsync("/subjects/")).Text);
    }
}
