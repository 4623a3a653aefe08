// One request to the registry: the next address when one is down, again after a pause when all are, and errors as
// RegistryException. Knows HTTP and nothing of schemas. Every request of the client may be repeated safely.

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TypedStreams.SchemaRegistry;

internal sealed class RegistryTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/vnd.schemaregistry.v1+json");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private readonly RegistryClientOptions _options;
    private int _preferred;

    internal RegistryTransport(RegistryClientOptions options)
    {
        _options = options;
        _addresses = [.. options.Addresses.Select(address => new Uri(address.ToString().TrimEnd('/') + "/"))];
        _http = new HttpClient(options.Handler ?? new SocketsHttpHandler(), disposeHandler: options.Handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd(
            "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json; q=0.9, "
            + "application/json; q=0.5");
    }

    internal Task<TReply> GetAsync<TReply>(
        string path, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, reply, cancellationToken);

    internal Task<TReply> PostAsync<TReply>(
        string path, SchemaRequest body, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            path,
            JsonSerializer.SerializeToUtf8Bytes(body, RegistryJson.Default.SchemaRequest),
            reply,
            cancellationToken);

    internal Task<TReply> PostAsync<TReply>(
        string path, byte[] body, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, reply, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<TReply> SendAsync<TReply>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken)
    {
        var started = _options.Time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await SendOnceAsync(method, path, body, reply, cancellationToken);
            }
            catch (RegistryException failure) when (
                failure.IsRetriable && _options.Time.GetElapsedTime(started) + pause < _options.RetryFor)
            {
                _preferred = (_preferred + 1) % _addresses.Length;
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _options.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<TReply> SendOnceAsync<TReply>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken)
    {
        var address = new Uri(_addresses[_preferred], path);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = ContentType;
            }

            using var response = await _http.SendAsync(request, timeout.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(bytes, reply) ?? throw new JsonException("The answer is null.")
                : throw Refused(address, response.StatusCode, bytes);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(
                408, $"The schema registry did not answer {method} {address} within {_options.RequestTimeout}.");
        }
        catch (HttpRequestException unreachable)
        {
            throw new RegistryException(
                0, $"The schema registry cannot be reached at {address}: {unreachable.Message}", unreachable);
        }
        catch (JsonException foreign)
        {
            throw new RegistryException(
                200, $"{address} does not answer as a schema registry does: {foreign.Message}", foreign);
        }
    }

    private static RegistryException Refused(Uri address, HttpStatusCode status, byte[] bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, RegistryJson.Default.ErrorReply) is { ErrorCode: { } code } error)
            {
                return new RegistryException(code, $"{error.Message} (schema registry error {code} at {address})");
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers in its own words; the status says enough.
        }

        return new RegistryException((int)status, $"{address} answered HTTP {(int)status} {status}.");
    }
}
