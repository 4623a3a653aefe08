// Who may do what: proofs of identity, permissions by subject, and the ways around them.
using System.Text;
using static TypedStreams.Registry.Tests.TestRegistry;

namespace TypedStreams.Registry.Tests;

public sealed class AccessTests : IAsyncLifetime
{
    private static readonly string Admin = Basic("admin", "letmein");
    private static readonly string Orders = "Bearer orders-token-0123456789";
    private static readonly string Reader = Basic("reader", "readonly");

    private static readonly RegistryAccess Access = RegistryAccess.Parse(
        $$"""
        {"users":[
           {"name":"admin","password":"{{RegistrySecrets.HashPassword("letmein")}}"},
           {"name":"orders","tokens":["{{RegistrySecrets.HashToken("orders-token-0123456789")}}"]},
           {"name":"reader","password":"{{RegistrySecrets.HashPassword("readonly")}}"}],
         "permissions":[
           {"user":"admin","subjects":"*","operations":["read","write","configure"]},
           {"user":"orders","subjects":"orders-*","operations":["read","write"]},
           {"user":"reader","subjects":"public","operations":["read"]}]}
        """);

    private TestRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await StartAsync(new RegistryOptions { Access = Access });
        foreach (string subject in new[] { "orders-value", "secret", "public" })
        {
            Assert.Equal(200, (await RegisterAsync(Admin, subject, Record(subject.Split('-')[0]))).Status);
        }
    }

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer nobody")]
    [InlineData("Digest x")]
    public async Task Who_proves_nothing_gets_401_with_a_challenge(string? authorization)
    {
        Answer answer = await _registry.SendAsync(HttpMethod.Get, "/subjects", authorization: authorization);

        answer.IsError(401, 401);
        Assert.Contains("WWW-Authenticate: Basic", answer.Headers);
    }

    [Fact]
    public async Task Wrong_password_proves_nothing_before_and_after_the_right_one()
    {
        foreach (string password in new[] { "wrong", "letmein", "wrong" })
        {
            Answer answer = await _registry.SendAsync(
                HttpMethod.Get, "/subjects", authorization: Basic("admin", password));
            Assert.Equal(password == "letmein" ? 200 : 401, answer.Status);
        }
    }

    [Fact]
    public async Task Anybody_may_ask_whether_anybody_is_there() =>
        Assert.Equal("{}", (await _registry.GetAsync("/")).Text);

    [Fact]
    public async Task Lists_show_what_the_user_may_read()
    {
        Assert.Equal("""["orders-value"]""", (await GetAsync(Orders, "/subjects")).Text);
        Assert.Equal("""["public"]""", (await GetAsync(Reader, "/subjects")).Text);
        Assert.Equal(1, (await GetAsync(Orders, "/schemas")).Json.GetArrayLength());
        Assert.Equal(3, (await GetAsync(Admin, "/schemas")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/subjects/secret/versions", null)]
    [InlineData("GET", "/subjects/secret/versions/1", null)]
    [InlineData("GET", "/subjects/secret/versions/1/schema", null)]
    [InlineData("GET", "/subjects/secret/versions/1/referencedby", null)]
    [InlineData("GET", "/subjects/%3A.%3Asecret/versions", null)]
    [InlineData("GET", "/contexts/./subjects/secret/versions", null)]
    [InlineData("POST", "/subjects/secret", """{"schema":"\"int\""}""")]
    [InlineData("POST", "/subjects/secret/versions", """{"schema":"\"int\""}""")]
    [InlineData("POST", "/subjects/secret/versions/1/tags", "{}")]
    [InlineData("POST", "/compatibility/subjects/secret/versions", """{"schema":"\"int\""}""")]
    [InlineData("DELETE", "/subjects/secret", null)]
    [InlineData("DELETE", "/subjects/secret/versions/1", null)]
    [InlineData("GET", "/config/secret", null)]
    [InlineData("PUT", "/config/orders-value", """{"compatibility":"NONE"}""")]
    [InlineData("PUT", "/config", """{"compatibility":"NONE"}""")]
    [InlineData("PUT", "/mode", """{"mode":"READONLY"}""")]
    [InlineData("DELETE", "/mode", null)]
    [InlineData("DELETE", "/contexts/.x", null)]
    public async Task What_no_permission_allows_is_answered_403(string method, string path, string? body)
    {
        Answer answer = await _registry.SendAsync(new HttpMethod(method), path, body, authorization: Orders);

        answer.IsError(403, 40301);
    }

    [Fact]
    public async Task What_a_permission_allows_is_done()
    {
        Assert.Equal(200, (await RegisterAsync(Orders, "orders-key", "\"string\"")).Status);
        Assert.Equal(200, (await GetAsync(Orders, "/subjects/orders-key/versions/1")).Status);
        Assert.Equal(200, (await GetAsync(Orders, "/config")).Status);
        Assert.Equal(200, (await GetAsync(Reader, "/subjects/public/versions/1")).Status);
        (await RegisterAsync(Reader, "public", "\"string\"")).IsError(403, 40301);
    }

    [Fact]
    public async Task Schema_by_its_id_is_there_for_those_who_may_read_a_subject_that_has_it()
    {
        string guid = (await GetAsync(Admin, "/subjects/secret/versions/1")).Json.GetProperty("guid").GetString()!;

        foreach (string path in new[]
        {
            "/schemas/ids/2", "/schemas/ids/2/schema", "/schemas/ids/2/subjects", "/schemas/ids/2/versions",
            "/schemas/guids/" + guid,
        })
        {
            Assert.Equal(200, (await GetAsync(Admin, path)).Status);
            (await GetAsync(Orders, path)).IsError(404, 40403);
        }
    }

    [Fact]
    public async Task Alias_leads_nobody_past_the_permissions_of_its_target()
    {
        await _registry.SendAsync(
            HttpMethod.Put, "/config/orders-alias", """{"alias":"secret"}""", authorization: Admin);

        (await GetAsync(Orders, "/subjects/orders-alias/versions/1")).IsError(403, 40301);
    }

    [Fact]
    public async Task Reference_shows_nobody_what_they_may_not_read()
    {
        Answer answer = await _registry.SendAsync(
            HttpMethod.Post,
            "/subjects/orders-value/versions",
            Body(
                Record("orders", Field("s", "secret", "null")),
                ""","references":[{"name":"secret","subject":"secret","version":1}]"""),
            authorization: Orders);

        answer.IsError(403, 40301);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"users":[{"name":"a","password":"plain"}],"permissions":[]}""")]
    [InlineData("""{"users":[],"permissions":[{"user":"a","subjects":"*","operations":["own"]}]}""")]
    public void Access_of_another_form_is_refused(string json) =>
        Assert.Throws<FormatException>(() => RegistryAccess.Parse(json));

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private Task<Answer> GetAsync(string authorization, string path) =>
        _registry.SendAsync(HttpMethod.Get, path, authorization: authorization);

    private Task<Answer> RegisterAsync(string authorization, string subject, string schema) => _registry.SendAsync(
        HttpMethod.Post, $"/subjects/{subject}/versions", Body(schema), authorization: authorization);
}
