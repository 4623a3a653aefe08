using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace TypedStreams.Tests.Rules;

/// <summary>A registry of keys in memory: the few requests that clients make.</summary>
internal sealed class KeyServer(TimeProvider time) : HttpMessageHandler
{
    private readonly Dictionary<string, JsonObject> _things = [];

    internal int Requests { get; private set; }

    /// <summary>Whether the registry answers with open keys, as one does that may use the key encryption key.</summary>
    internal string? OpenKey { get; set; }

    internal bool IsRefusing { get; set; }

    internal IEnumerable<string> Names => _things.Keys;

    internal void Put(string name, JsonObject thing) => _things[name] = thing;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        var path = request.RequestUri!.AbsolutePath["/dek-registry/v1/keks".Length..].Trim('/');
        var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query);
        if (request.Method == HttpMethod.Get)
        {
            return Found(path, query["algorithm"]);
        }

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        body["ts"] = time.GetUtcNow().ToUnixTimeMilliseconds();
        var name = path.Length == 0 ? $"{body["name"]}" : $"{path}/versions/{body["version"]}/{body["algorithm"]}";
        if (IsRefusing || !_things.TryAdd(name, body))
        {
            return Answer(HttpStatusCode.Conflict, """{"error_code":40971,"message":"taken"}""");
        }

        return Answer(HttpStatusCode.OK, Shown(body));
    }

    private HttpResponseMessage Found(string path, string? algorithm)
    {
        var name = algorithm is null ? path : $"{path}/{algorithm}";
        if (path.EndsWith("/-1", StringComparison.Ordinal))
        {
            var prefix = path[..^2];
            name = _things.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Max() ?? name;
        }

        return _things.TryGetValue(name, out var thing)
            ? Answer(HttpStatusCode.OK, Shown(thing))
            : Answer(HttpStatusCode.NotFound, """{"error_code":40470,"message":"not found"}""");
    }

    private string Shown(JsonObject thing)
    {
        var shown = thing.DeepClone().AsObject();
        if (OpenKey is not null && shown.ContainsKey("version"))
        {
            shown["keyMaterial"] = OpenKey;
        }

        return shown.ToJsonString();
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string json) => new(status)
    {
        Content = new StringContent(json, Encoding.UTF8, "application/json"),
    };
}
