// A schema registry in this process: the store over its log, and Kestrel in front of it.
// Owns both; decides nothing. The listener is up before the log is replayed: early requests wait for it.
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Registry.Http;
using TypedStreams.Registry.Keys;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry;

/// <summary>A running schema registry that speaks Confluent's HTTP API.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RegistryStore _store;
    private readonly Lazy<KeyStore> _keys;

    private RegistryServer(WebApplication app, RegistryStore store, Lazy<KeyStore> keys)
    {
        _app = app;
        _store = store;
        _keys = keys;
        BaseAddress = new Uri(app.Urls.First());
        EndPoint = new IPEndPoint(IPAddress.Parse(BaseAddress.Host.Trim('[', ']')), BaseAddress.Port);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Its address, for example http://127.0.0.1:8081/.</summary>
    public Uri BaseAddress { get; }

    /// <summary>
    /// Completes when every schema is loaded. Requests may be sent before; they wait. Fails when the log cannot be
    /// used, for example because its topic has more than one partition: then every request is answered with error
    /// 50001.
    /// </summary>
    public Task Ready => _store.Ready;

    /// <summary>
    /// Completes with the reason when the log cannot be used, at the start or later; every request is then answered
    /// with error 50001. Never completes otherwise.
    /// </summary>
    public Task<string> Failed => _store.Failed;

    /// <summary>Starts a registry and returns when it listens.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    public static async Task<RegistryServer> StartAsync(
        RegistryOptions options, CancellationToken cancellationToken = default)
    {
        var store = new RegistryStore(OpenLog(options), options);
        var keys = new Lazy<KeyStore>(() => OpenKeys(options));
        var router = new Router(store, keys, options);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Listen(options.Listen, listen => UseTls(listen, options.Tls));
        });
        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        app.Run(router.ServeAsync);
        store.Start();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await store.DisposeAsync();
            await app.DisposeAsync();
            throw;
        }

        return new RegistryServer(app, store, keys);
    }

    /// <summary>Stops listening, lets requests under way finish, and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
        {
            await _app.StopAsync(patience.Token);
        }

        await _app.DisposeAsync();
        await _store.DisposeAsync();
        if (_keys.IsValueCreated)
        {
            await _keys.Value.DisposeAsync();
        }
    }

    internal static ISchemaLog OpenLog(RegistryOptions options) =>
        options.Log ??
        (options.BootstrapServers is null ? new MemorySchemaLog(options.Time) : new KafkaSchemaLog(options));

    internal static KeyStore OpenKeys(RegistryOptions options)
    {
        RegistryOptions own = options with { Topic = options.KeyTopic, Log = options.KeyLog };
        var keys = new KeyStore(OpenLog(own), own);
        keys.Start();
        return keys;
    }

    private static void UseTls(ListenOptions listen, RegistryTls? tls)
    {
        if (tls is null)
        {
            return;
        }

        listen.UseHttps(tls.Certificate, https =>
        {
            if (tls.ClientAuthorities is not { } authorities)
            {
                return;
            }

            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) =>
            {
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return chain.Build(certificate);
            };
        });
    }
}
