// Client of the registry of wrapped keys. Not found is null, taken by another is null; everything else that goes wrong
// is a RegistryException.

using System.Text.Json;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Rules.Encryption;

internal sealed class KeyRegistry(RegistryClientOptions options) : IDisposable
{
    private const string Keks = "dek-registry/v1/keks";
    private const int NotFound = 404;
    private const int Conflict = 409;

    private readonly RegistryTransport _transport = new(options);

    internal Task<KekMessage?> FindKekAsync(string name, CancellationToken cancellationToken) => OrNullAsync(
        _transport.GetAsync(
            $"{Keks}/{Uri.EscapeDataString(name)}?deleted=false", KeyJson.Default.KekMessage, cancellationToken),
        NotFound);

    internal Task<KekMessage?> AddKekAsync(KekMessage kek, CancellationToken cancellationToken) => OrNullAsync(
        _transport.PostAsync(
            Keks,
            JsonSerializer.SerializeToUtf8Bytes(kek, KeyJson.Default.KekMessage),
            KeyJson.Default.KekMessage,
            cancellationToken),
        Conflict);

    /// <param name="id">Which; version -1 is the newest.</param>
    /// <param name="isDeletedToo">Whether a deleted one counts: what it has encrypted is still there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task<DekMessage?> FindDekAsync(KeyId id, bool isDeletedToo, CancellationToken cancellationToken)
    {
        var path = FormattableString.Invariant(
            $"{PathOf(id)}/versions/{id.Version}?algorithm={id.Algorithm}&deleted={(isDeletedToo ? "true" : "false")}");
        return OrNullAsync(_transport.GetAsync(path, KeyJson.Default.DekMessage, cancellationToken), NotFound);
    }

    internal Task<DekMessage?> AddDekAsync(KeyId id, string? wrapped, CancellationToken cancellationToken)
    {
        var dek = new DekMessage
        {
            Subject = id.Subject,
            Version = id.Version,
            Algorithm = id.Algorithm,
            EncryptedKeyMaterial = wrapped,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(dek, KeyJson.Default.DekMessage);
        return OrNullAsync(
            _transport.PostAsync(PathOf(id), body, KeyJson.Default.DekMessage, cancellationToken), Conflict);
    }

    public void Dispose() => _transport.Dispose();

    private static string PathOf(KeyId id) =>
        $"{Keks}/{Uri.EscapeDataString(id.Kek)}/deks/{Uri.EscapeDataString(id.Subject)}";

    private static async Task<T?> OrNullAsync<T>(Task<T> request, int status)
        where T : class
    {
        try
        {
            return await request;
        }
        catch (RegistryException refusal) when (refusal.Code == status || refusal.Code / 100 == status)
        {
            return null;
        }
    }
}

/// <summary>Which data key. Version -1 is the newest.</summary>
internal readonly record struct KeyId(string Kek, string Subject, string Algorithm, int Version);
