// A registry over a log in memory, and requests to it in one line each.
using System.Net;
using System.Text;
using System.Text.Json;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry.Tests;

internal sealed class TestRegistry : IAsyncDisposable
{
    internal const string V1 = "application/vnd.schemaregistry.v1+json";

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private TestRegistry(RegistryServer server, MemorySchemaLog log)
    {
        Server = server;
        Log = log;
    }

    internal RegistryServer Server { get; }

    internal MemorySchemaLog Log { get; }

    internal static async Task<TestRegistry> StartAsync(
        MemorySchemaLog? log = null, RegistryApiLevel level = RegistryApiLevel.Eight)
    {
        log ??= new MemorySchemaLog(TimeProvider.System);
        return new TestRegistry(
            await RegistryServer.StartAsync(new RegistryOptions { Log = log, ApiLevel = level }), log);
    }

    internal static string Record(string name, params string[] fields) =>
        $$"""{"type":"record","name":"{{name}}","fields":[{{string.Join(',', fields)}}]}""";

    internal static string Field(string name, string type, string? fallback = null) =>
        $$"""{"name":"{{name}}","type":"{{type}}"{{(fallback is null ? "" : $",\"default\":{fallback}")}}}""";

    internal static string Body(string schema, string more = "") =>
        $$"""{"schema":{{JsonSerializer.Serialize(schema)}}{{more}}}""";

    internal Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    internal Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    internal Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    internal Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    internal async Task<int> RegisterAsync(string subject, string schema)
    {
        Answer answer = await PostAsync($"/subjects/{subject}/versions", Body(schema));
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("id").GetInt32();
    }

    internal async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, string? contentType = V1, string? accept = null)
    {
        // The path goes out as written: the client must not tidy up what the server is to be tested with.
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        string address = Server.BaseAddress.ToString().TrimEnd('/') + path;
        using var request = new HttpRequestMessage(method, new Uri(address, options));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using HttpResponseMessage response = await _client.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.MediaType,
            string.Join(",", response.Headers.Select(header => $"{header.Key}: {string.Join(",", header.Value)}")));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}

internal sealed record Answer(HttpStatusCode Code, string Text, string? ContentType, string Headers)
{
    internal int Status => (int)Code;

    internal JsonElement Json => JsonDocument.Parse(Text).RootElement;

    internal int ErrorCode => Json.GetProperty("error_code").GetInt32();

    internal string Message => Json.GetProperty("message").GetString()!;

    internal void IsError(int status, int code)
    {
        Assert.True(status == Status && code == ErrorCode, $"expected {status}/{code}, got {Status}: {Text}");
        Assert.NotEmpty(Message);
    }
}
