// The data keys of an application, unwrapped once each and kept while it runs. Owns the connection to the registry of
// keys. Those who ask for one key at once share one request; a refusal is kept for a moment. The order of steps is
// that of Confluent's clients, so that all of them come to the same keys.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Rules.Encryption;

internal sealed class KeyRing(RuleOptions options) : IDisposable
{
    /// <summary>Most keys that are kept; one a subject, algorithm and version in use.</summary>
    internal const int MaxKeys = 10_000;

    /// <summary>
    /// How long a key that cannot be had is not asked for again; each message of a reader without access would.
    /// </summary>
    internal static readonly TimeSpan RefusalMemory = TimeSpan.FromSeconds(10);

    private const int MaxRefusals = 1_000;
    private const int Newest = -1;
    private const int First = 1;

    private readonly ConcurrentDictionary<KeyId, DataKey> _keys = new();
    private readonly ConcurrentDictionary<KeyId, Lazy<Task<DataKey>>> _requests = new();
    private readonly ConcurrentDictionary<KeyId, (KeyException Why, DateTimeOffset At)> _refusals = new();
    private readonly KeyServices _services = new(options.KeyProviders);
    private readonly KeyRegistry? _registry = options.Registry is { } registry ? new KeyRegistry(registry) : null;

    private KeyRegistry Registry => _registry ?? throw new KeyException(
        "no registry of keys is set; set RuleOptions.Registry to where /dek-registry/v1 is served");

    /// <summary>The key if it was unwrapped before.</summary>
    /// <exception cref="KeyException">It was refused a moment ago.</exception>
    internal DataKey? Find(KeyId id)
    {
        if (_keys.TryGetValue(id, out var key))
        {
            return key;
        }

        return _refusals.TryGetValue(id, out var refusal) && options.Time.GetUtcNow() - refusal.At < RefusalMemory
            ? throw new KeyException(refusal.Why.Message, refusal.Why)
            : null;
    }

    /// <summary>The key that values were encrypted with; afterwards <see cref="Find"/> has it.</summary>
    /// <exception cref="KeyException">It cannot be had.</exception>
    /// <exception cref="RegistryException">The registry is away.</exception>
    internal Task<DataKey> GetForReadingAsync(KeySettings settings, KeyId id, CancellationToken cancellationToken) =>
        SharedAsync(id, () => ReadAsync(settings, id), cancellationToken);

    /// <summary>The key to encrypt values with: made when there is none, and when the newest is too old.</summary>
    /// <exception cref="KeyException">It cannot be had.</exception>
    /// <exception cref="RegistryException">The registry is away.</exception>
    internal async Task<DataKey> GetForWritingAsync(
        KeySettings settings, string subject, CancellationToken cancellationToken)
    {
        var kek = await KekAsync(settings, isRead: false, cancellationToken);
        var id = new KeyId(
            settings.Kek, subject, settings.Algorithm, settings.IsRotated ? Newest : First);
        var dek = await Registry.FindDekAsync(id, isDeletedToo: false, cancellationToken);
        if (dek is null || settings.IsExpired(dek.RegisteredAt, options.Time))
        {
            dek = await ReplaceAsync(kek, settings, id, dek, cancellationToken);
        }

        return await KeepAsync(kek, settings, id with { Version = dek.Version ?? First }, dek, cancellationToken);
    }

    public void Dispose() => _registry?.Dispose();

    private async Task<DataKey> ReadAsync(KeySettings settings, KeyId id)
    {
        var kek = await KekAsync(settings, isRead: true, CancellationToken.None);
        var dek = await Registry.FindDekAsync(id, isDeletedToo: true, CancellationToken.None)
            ?? throw new KeyException($"there is no data key {Describe(id)} in the registry");
        return await KeepAsync(kek, settings, id, dek, CancellationToken.None);
    }

    /// <summary>A new key; the old one where there is one and a new one cannot be had now.</summary>
    private async Task<DekMessage> ReplaceAsync(
        KekMessage kek, KeySettings settings, KeyId id, DekMessage? old, CancellationToken cancellationToken)
    {
        try
        {
            return await AddAsync(kek, settings, id, old, cancellationToken);
        }
        catch (Exception failure) when (old is not null && failure is (KeyException or RegistryException))
        {
            return old;
        }
    }

    private async Task<DekMessage> AddAsync(
        KekMessage kek, KeySettings settings, KeyId id, DekMessage? old, CancellationToken cancellationToken)
    {
        // The registry makes the key itself where it may use the key encryption key and we cannot.
        var wrapped = kek.Shared && !_services.Has(kek.KmsType)
            ? null
            : Convert.ToBase64String(
                await _services.WrapAsync(kek, TinkKey.Create(settings.Algorithm), cancellationToken));
        var next = id with { Version = old is null ? First : (old.Version ?? First) + 1 };
        return await Registry.AddDekAsync(next, wrapped, cancellationToken)
            ?? await Registry.FindDekAsync(id, isDeletedToo: false, cancellationToken)
            ?? throw new KeyException($"the data key {Describe(next)} was refused, and there is none; is it deleted?");
    }

    private async Task<KekMessage> KekAsync(
        KeySettings settings, bool isRead, CancellationToken cancellationToken)
    {
        var kek = await Registry.FindKekAsync(settings.Kek, cancellationToken);
        if (kek is null && isRead)
        {
            throw new KeyException($"there is no key encryption key '{settings.Kek}' in the registry");
        }

        if (kek is null)
        {
            if (settings is not { KmsType.Length: > 0, KmsKeyId.Length: > 0 })
            {
                throw new KeyException(
                    $"there is no key encryption key '{settings.Kek}' in the registry, and the rule has no "
                    + "encrypt.kms.type and encrypt.kms.key.id to register it with");
            }

            var fresh = new KekMessage(settings.Kek, settings.KmsType, settings.KmsKeyId, null, Shared: false);
            kek = await Registry.AddKekAsync(fresh, cancellationToken)
                ?? await Registry.FindKekAsync(settings.Kek, cancellationToken)
                ?? throw new KeyException($"the key encryption key '{settings.Kek}' was refused; is it deleted?");
        }

        if ((settings.KmsType is { Length: > 0 } type && type != kek.KmsType)
            || (settings.KmsKeyId is { Length: > 0 } key && key != kek.KmsKeyId))
        {
            throw new KeyException(
                $"the key encryption key '{settings.Kek}' is {kek.KmsType} {kek.KmsKeyId} in the registry and "
                + $"{settings.KmsType} {settings.KmsKeyId} in the rule; make them one");
        }

        return kek;
    }

    private async Task<DataKey> KeepAsync(
        KekMessage kek, KeySettings settings, KeyId id, DekMessage dek, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(id, out var known))
        {
            return known;
        }

        var serialized = dek.KeyMaterial is { Length: > 0 } open
            ? Decoded(id, open)
            : await UnwrapAsync(kek, id, dek, cancellationToken);
        try
        {
            var cipher = TinkKey.ToCipher(settings.Algorithm, serialized);
            if (_keys.Count >= MaxKeys)
            {
                _keys.Clear();
            }

            return _keys.GetOrAdd(id, new DataKey(id.Version, cipher, dek.RegisteredAt));
        }
        catch (CryptographicException misfit)
        {
            throw new KeyException($"the data key {Describe(id)} is of no use: {misfit.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(serialized);
        }
    }

    private static byte[] Decoded(KeyId id, string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw new KeyException($"the registry gave the data key {Describe(id)} in no base64");
        }
    }

    private async Task<byte[]> UnwrapAsync(
        KekMessage kek, KeyId id, DekMessage dek, CancellationToken cancellationToken)
    {
        if (dek.EncryptedKeyMaterial is not { Length: > 0 } wrapped)
        {
            throw new KeyException($"the registry gave the data key {Describe(id)} without its material");
        }

        return await _services.UnwrapAsync(kek, Decoded(id, wrapped), cancellationToken);
    }

    private async Task<DataKey> SharedAsync(KeyId id, Func<Task<DataKey>> ask, CancellationToken cancellationToken)
    {
        var request = _requests.GetOrAdd(id, _ => new Lazy<Task<DataKey>>(ask));
        try
        {
            return await request.Value.WaitAsync(cancellationToken);
        }
        catch (KeyException why)
        {
            if (_refusals.Count >= MaxRefusals)
            {
                _refusals.Clear();
            }

            _refusals[id] = (why, options.Time.GetUtcNow());
            throw;
        }
        finally
        {
            if (request.Value.IsCompleted)
            {
                _requests.TryRemove(KeyValuePair.Create(id, request));
            }
        }
    }

    private static string Describe(KeyId id) => FormattableString.Invariant(
        $"{id.Kek}/{id.Subject}/{id.Algorithm}, version {id.Version},");
}
