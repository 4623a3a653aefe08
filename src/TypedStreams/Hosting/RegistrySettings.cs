using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedStreams.SchemaRegistry;

namespace TypedStreams;

/// <summary>
/// How the schema registry is asked: <c>TypedStreams:RegistryClient</c>. The addresses themselves are
/// <see cref="TypedStreamsOptions.Registry"/>.
/// </summary>
public sealed class RegistrySettings
{
    /// <summary>
    /// User name for the registry, with <see cref="Password"/> (Confluent
    /// <c>schema.registry.basic.auth.user.info</c>). Default null: the one in the address
    /// (<c>https://user:password@host</c>), if any.
    /// </summary>
    public string? User { get; set; }

    /// <summary>
    /// The password of <see cref="User"/>; better from the environment than from a file. Default null.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>
    /// A token for the registry (Confluent <c>bearer.auth.token</c>). Default null. Tokens that expire come from
    /// <see cref="Authorization"/>.
    /// </summary>
    public string? BearerToken { get; set; }

    /// <summary>
    /// What stands in the header Authorization, asked for before each request: for tokens that expire. Code sets it;
    /// there is no such setting. Default null.
    /// </summary>
    public Func<CancellationToken, ValueTask<AuthenticationHeaderValue?>>? Authorization { get; set; }

    /// <summary>
    /// A PEM file with the certificate by which the registry knows this application (Confluent
    /// <c>schema.registry.ssl.keystore.location</c>, which is PKCS#12). Default null.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>A PEM file with its private key. Default null: it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>What the private key is encrypted with. Default null: it is not.</summary>
    public string? KeyPassword { get; set; }

    /// <summary>
    /// A PEM file with the authorities that may vouch for the registry (Confluent
    /// <c>schema.registry.ssl.ca.location</c>). Default null: those that the machine trusts.
    /// </summary>
    public string? AuthoritiesFile { get; set; }

    /// <inheritdoc cref="RegistryClientOptions.RequestTimeout"/>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="RegistryClientOptions.RetryFor"/>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="RegistryClientOptions.MaxRetries"/>
    public int? MaxRetries { get; set; }

    /// <inheritdoc cref="RegistryClientOptions.FirstRetryDelay"/>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="RegistryClientOptions.LongestRetryDelay"/>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="RegistryClientOptions.CacheCapacity"/>
    public int CacheCapacity { get; set; } = 1000;

    /// <inheritdoc cref="RegistryClientOptions.MissingFor"/>
    public TimeSpan MissingFor { get; set; } = TimeSpan.Zero;

    /// <exception cref="InvalidOperationException">A file of certificates cannot be used.</exception>
    internal RegistryClientOptions ToOptions(IReadOnlyList<Uri> addresses) => new()
    {
        Addresses = addresses,
        RequestTimeout = RequestTimeout,
        RetryFor = RetryFor,
        MaxRetries = MaxRetries,
        FirstRetryDelay = FirstRetryDelay,
        LongestRetryDelay = LongestRetryDelay,
        CacheCapacity = CacheCapacity,
        MissingFor = MissingFor,
        Authorization = Authorization ?? Constant(),
        ClientCertificate = CertificateFile is { } file ? Load(file, LoadCertificate) : null,
        TrustedAuthorities = AuthoritiesFile is { } authorities ? Load(authorities, LoadAuthorities) : null,
    };

    private Func<CancellationToken, ValueTask<AuthenticationHeaderValue?>>? Constant()
    {
        var header = BearerToken is { } token ? new AuthenticationHeaderValue("Bearer", token)
            : User is { } user ? RegistryAddress.Basic($"{user}:{Password}")
            : null;
        return header is null ? null : _ => new ValueTask<AuthenticationHeaderValue?>(header);
    }

    private X509Certificate2 LoadCertificate(string file) => KeyPassword is { } password
        ? X509Certificate2.CreateFromEncryptedPemFile(file, password, KeyFile)
        : X509Certificate2.CreateFromPemFile(file, KeyFile);

    private static X509Certificate2Collection LoadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("It holds no certificate.");
    }

    private static T Load<T>(string file, Func<string, T> load)
    {
        try
        {
            return load(file);
        }
        catch (Exception unusable) when (
            unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"'{file}', which {TypedStreamsOptions.SectionName}:RegistryClient names, cannot be used: "
                + $"{unusable.Message} Give a PEM file that this process may read.",
                unusable);
        }
    }
}
