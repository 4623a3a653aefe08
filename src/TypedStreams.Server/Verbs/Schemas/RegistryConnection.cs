// A schema registry over HTTP, one request at a time: what it answers, or an error that a user can act on.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedStreams.Server.Verbs.Schemas;

internal sealed class RegistryConnection : IDisposable
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    private readonly HttpClient _http;

    internal RegistryConnection(string address)
    {
        string full = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        _http = Uri.TryCreate(full.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri)
            ? new HttpClient { BaseAddress = uri }
            : throw new UsageException($"--registry takes an address such as http://localhost:8081, not '{address}'.");
    }

    /// <summary>Sends a request; its segments are escaped and joined.</summary>
    /// <exception cref="UsageException">The registry is away or refuses.</exception>
    internal async Task<JsonNode> AskAsync(
        HttpMethod method, string[] path, JsonObject? body, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, string text) = await SendAsync(method, path, body, cancellationToken);
        return status == HttpStatusCode.OK
            ? JsonNode.Parse(text)!
            : throw new UsageException($"The registry refused ({(int)status}): {Reason(text)}");
    }

    /// <summary>What the registry has at a path; null when it answers 404.</summary>
    /// <exception cref="UsageException">The registry is away or refuses.</exception>
    internal async Task<JsonNode?> FindAsync(string[] path, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, string text) = await SendAsync(HttpMethod.Get, path, body: null, cancellationToken);
        return status == HttpStatusCode.OK ? JsonNode.Parse(text)!
            : status == HttpStatusCode.NotFound ? null
            : throw new UsageException($"The registry refused ({(int)status}): {Reason(text)}");
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpMethod method, string[] path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, string.Join('/', path.Select(Uri.EscapeDataString)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue(MediaType));
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException failure)
        {
            throw new UsageException($"The registry at {_http.BaseAddress} does not answer: {failure.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["message"]?.ToString() ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
