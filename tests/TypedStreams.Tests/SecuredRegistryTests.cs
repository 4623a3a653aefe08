// An application whose registry wants to know who asks: our registry with users, tokens and certificates.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedStreams.Registry;
using TypedStreams.SchemaRegistry;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public sealed class SecuredRegistryTests(TestServers servers) : IDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("typedstreams-");

    [Fact]
    public async Task Password_token_and_the_address_prove_who_the_application_is()
    {
        await using var registry = await StartAsync(tls: null);
        var address = $"http://{registry.EndPoint}";

        await SendAsync(address, ("RegistryClient:User", "alice"), ("RegistryClient:Password", "open: sesame"));
        await SendAsync(address, ("RegistryClient:BearerToken", "a-long-token"));
        await SendAsync($"http://alice:open%3A%20sesame@{registry.EndPoint}");
        var failure = await Assert.ThrowsAsync<RegistryException>(
            () => SendAsync($"http://alice:wrong@{registry.EndPoint}"));

        Assert.StartsWith("401", $"{failure.Code}");
        Assert.DoesNotContain("wrong", failure.Message);
    }

    [Fact]
    public async Task Certificate_proves_who_the_application_is_to_a_registry_that_its_authority_vouches_for()
    {
        using var authority = Create("Authority", issuer: null);
        using var server = Create("localhost", authority);
        using var client = Create("alice", authority);
        await using var registry = await StartAsync(new RegistryTls(server, [authority]));
        var address = $"https://localhost:{registry.EndPoint.Port}";
        var authorities = File("authority", authority.ExportCertificatePem());
        (string, string) trust = ("RegistryClient:AuthoritiesFile", authorities);
        var certificate = File("client", client.ExportCertificatePem());
        using var key = client.GetECDsaPrivateKey()!;
        var plainKey = File("key", key.ExportPkcs8PrivateKeyPem());
        var secretKey = File("secret", key.ExportEncryptedPkcs8PrivateKeyPem(
            "pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        await SendAsync(
            address, trust, ("RegistryClient:CertificateFile", certificate), ("RegistryClient:KeyFile", plainKey));
        await SendAsync(
            address,
            trust,
            ("RegistryClient:CertificateFile", certificate),
            ("RegistryClient:KeyFile", secretKey),
            ("RegistryClient:KeyPassword", "pass"));
        await Assert.ThrowsAsync<RegistryException>(() => SendAsync(address, trust));
        await Assert.ThrowsAsync<RegistryException>(() => SendAsync(
            address, ("RegistryClient:CertificateFile", certificate), ("RegistryClient:KeyFile", plainKey)));
    }

    [Fact]
    public async Task File_that_is_no_certificate_is_told_at_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SendAsync("https://localhost:1", ("RegistryClient:AuthoritiesFile", File("empty", "nothing"))));

        Assert.Contains("which TypedStreams:RegistryClient names, cannot be used: It holds no cert", failure.Message);
    }

    public void Dispose() => _files.Delete(recursive: true);

    private async Task SendAsync(string registry, params (string Key, string Value)[] settings)
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            settings: [("Registry", registry), ("RegistryClient:RetryFor", "0s"), .. settings]);
        await app.Producer<Tick>().SendAsync(new Tick(1));
        await app.StopAsync();
    }

    private static Task<RegistryServer> StartAsync(RegistryTls? tls) => RegistryServer.StartAsync(new RegistryOptions
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Tls = tls,
        Access = new RegistryAccess(
            [
                new RegistryUser(
                    "alice", RegistrySecrets.HashPassword("open: sesame"), [RegistrySecrets.HashToken("a-long-token")]),
            ],
            [new RegistryPermission("alice", "*", RegistryOperations.Read | RegistryOperations.Write)]),
    });

    private string File(string name, string text)
    {
        var path = Path.Combine(_files.FullName, name + ".pem");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static X509Certificate2 Create(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: issuer is null, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var from = DateTimeOffset.UtcNow.AddDays(-1);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, from.AddDays(30));
        }

        using var signed = request.Create(issuer, from, from.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(
            withKey.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }
}
