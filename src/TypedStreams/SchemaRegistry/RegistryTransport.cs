// One request to the registry: the next address when one is down, again after a pause when all are, and errors as
// RegistryException. Knows HTTP and nothing of schemas. Every request of the client may be repeated safely.

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TypedStreams.SchemaRegistry;

internal sealed class RegistryTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/vnd.schemaregistry.v1+json");

    private readonly HttpClient _http;
    private readonly RegistryAddress[] _addresses;
    private readonly RegistryClientOptions _options;
    private int _preferred;

    internal RegistryTransport(RegistryClientOptions options)
    {
        _options = options;
        _addresses = [.. options.Addresses.Select(RegistryAddress.Of)];
        _http = new HttpClient(options.Handler ?? Sockets(options), disposeHandler: options.Handler is null)
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
        var pause = _options.FirstRetryDelay;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await SendOnceAsync(method, path, body, reply, cancellationToken);
            }
            catch (RegistryException failure) when (
                failure.IsRetriable
                && (_options.MaxRetries is not { } most || retries < most)
                && _options.Time.GetElapsedTime(started) + pause < _options.RetryFor)
            {
                _preferred = (_preferred + 1) % _addresses.Length;
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _options.Time, cancellationToken);
            pause = pause * 2 < _options.LongestRetryDelay ? pause * 2 : _options.LongestRetryDelay;
        }
    }

    private async Task<TReply> SendOnceAsync<TReply>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<TReply> reply, CancellationToken cancellationToken)
    {
        var server = _addresses[_preferred];
        var address = new Uri(server.Root, path);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Authorization = _options.Authorization is { } authorize
                ? await authorize(timeout.Token)
                : server.Authorization;
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

    private static SocketsHttpHandler Sockets(RegistryClientOptions options)
    {
        var sockets = new SocketsHttpHandler();
        if (options.ClientCertificate is { } certificate)
        {
            sockets.SslOptions.ClientCertificates = [certificate];
        }

        if (options.TrustedAuthorities is { } authorities)
        {
            sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            sockets.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return sockets;
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

/// <summary>An address of the registry without the user that may stand in it: errors and logs show addresses.</summary>
internal sealed record RegistryAddress(Uri Root, AuthenticationHeaderValue? Authorization)
{
    internal static RegistryAddress Of(Uri address)
    {
        var root = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        return new RegistryAddress(
            new Uri(root.ToString().TrimEnd('/') + "/"),
            address.UserInfo.Length == 0 ? null : Basic(Uri.UnescapeDataString(address.UserInfo)));
    }

    /// <param name="credentials">"user:password".</param>
    internal static AuthenticationHeaderValue Basic(string credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
}
