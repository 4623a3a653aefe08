// A schema registry without a listener: the same store and the same router behind an HttpMessageHandler, so that
// clients of this process need no port. Owns the store; requests run where they are sent from.
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TypedStreams.Registry.Http;
using TypedStreams.Registry.Keys;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry;

/// <summary>A registry that answers in this process only, for tests and embedding.</summary>
public sealed class InProcessRegistry : IAsyncDisposable
{
    private readonly RegistryStore _store;
    private readonly Lazy<KeyStore> _keys;

    private InProcessRegistry(RegistryOptions options)
    {
        _store = new RegistryStore(RegistryServer.OpenLog(options), options);
        _keys = new Lazy<KeyStore>(() => RegistryServer.OpenKeys(options));
        Handler = new RouterHandler(new Router(_store, _keys, options));
    }

    /// <summary>An address for <see cref="Handler"/>; nothing listens there.</summary>
    public Uri BaseAddress { get; } = new("http://registry.embedded/");

    /// <summary>Sends requests to this registry. Whatever their host; several clients may share it.</summary>
    public HttpMessageHandler Handler { get; }

    /// <summary>Starts a registry. Requests wait until its schemas are loaded.</summary>
    /// <param name="options">How; <see cref="RegistryOptions.Listen"/> and <see cref="RegistryOptions.Tls"/> have no
    /// meaning here.</param>
    public static InProcessRegistry Start(RegistryOptions options)
    {
        var registry = new InProcessRegistry(options);
        registry._store.Start();
        return registry;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Handler.Dispose();
        await _store.DisposeAsync();
        if (_keys.IsValueCreated)
        {
            await _keys.Value.DisposeAsync();
        }
    }

    private sealed class RouterHandler(Router router) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var context = new DefaultHttpContext { RequestAborted = cancellationToken };
            using var answer = new MemoryStream();
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
            await FillAsync(context, request, cancellationToken);
            await router.ServeAsync(context);
            cancellationToken.ThrowIfCancellationRequested();
            var response = new HttpResponseMessage((HttpStatusCode)context.Response.StatusCode)
            {
                RequestMessage = request,
                Content = new ByteArrayContent(answer.ToArray()),
            };
            foreach ((string name, var values) in context.Response.Headers)
            {
                if (!response.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                {
                    response.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
                }
            }

            return response;
        }

        private static async Task FillAsync(
            DefaultHttpContext context, HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Uri target = request.RequestUri!;
            context.Features.Get<IHttpRequestFeature>()!.RawTarget = target.PathAndQuery;
            context.Request.Method = request.Method.Method;
            context.Request.Scheme = target.Scheme;
            context.Request.Host = HostString.FromUriComponent(target);
            context.Request.Path = PathString.FromUriComponent(target);
            context.Request.QueryString = QueryString.FromUriComponent(target);
            foreach ((string name, IEnumerable<string> values) in request.Headers)
            {
                context.Request.Headers[name] = values.ToArray();
            }

            if (request.Content is { } content)
            {
                foreach ((string name, IEnumerable<string> values) in content.Headers)
                {
                    context.Request.Headers[name] = values.ToArray();
                }

                context.Request.Body = await content.ReadAsStreamAsync(cancellationToken);
            }
        }
    }
}
