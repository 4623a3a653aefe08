// HTTPS, and clients that prove who they are by a certificate.
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry.Tests;

public sealed class TlsTests
{
    private static readonly X509Certificate2 Authority = Create("Authority", issuer: null);

    [Fact]
    public async Task Client_with_a_certificate_is_the_user_of_its_name()
    {
        await using RegistryServer registry = await StartAsync();
        using HttpClient client = Client(registry, Create("alice", Authority));

        Assert.Equal("[]", await client.GetStringAsync("subjects"));
        using HttpResponseMessage refused = await client.DeleteAsync("subjects/x");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Client_without_a_certificate_of_the_authority_gets_no_connection()
    {
        await using RegistryServer registry = await StartAsync();
        using HttpClient without = Client(registry, certificate: null);
        using HttpClient foreign = Client(registry, Create("alice", Create("Stranger", issuer: null)));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => without.GetAsync("subjects"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => foreign.GetAsync("subjects"));
    }

    [Fact]
    public async Task Plain_http_is_not_answered_on_a_port_that_speaks_https()
    {
        await using RegistryServer registry = await StartAsync();
        using var client = new HttpClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => client.GetAsync($"http://{registry.EndPoint}/subjects"));
    }

    private static Task<RegistryServer> StartAsync() => RegistryServer.StartAsync(new RegistryOptions
    {
        Log = new MemorySchemaLog(TimeProvider.System),
        Tls = new RegistryTls(Create("localhost", Authority), [Authority]),
        Access = new RegistryAccess([], [new RegistryPermission("alice", "*", RegistryOperations.Read)]),
    });

    private static HttpClient Client(RegistryServer registry, X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler
        {
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateCustomValidationCallback = (_, server, _, _) =>
                server!.IssuerName.Name == Authority.SubjectName.Name,
        };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler) { BaseAddress = registry.BaseAddress };
    }

    private static X509Certificate2 Create(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: issuer is null, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, from.AddDays(30));
        }

        using X509Certificate2 signed = request.Create(
            issuer, from, from.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
