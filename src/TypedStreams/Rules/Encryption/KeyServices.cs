// The key services of an application by type. A key may exist in several places (encrypt.alternate.kms.key.ids): the
// next is tried when one does not work.

namespace TypedStreams.Rules.Encryption;

internal sealed class KeyServices(IReadOnlyList<IKeyProvider> providers)
{
    private const string Alternates = "encrypt.alternate.kms.key.ids";

    internal bool Has(string type) => providers.Any(provider => provider.Type == type);

    internal Task<byte[]> WrapAsync(KekMessage kek, byte[] dataKey, CancellationToken cancellationToken) => TryAsync(
        kek, "wrap", (provider, key) => provider.WrapAsync(key, dataKey, cancellationToken));

    internal Task<byte[]> UnwrapAsync(KekMessage kek, byte[] wrapped, CancellationToken cancellationToken) => TryAsync(
        kek, "unwrap", (provider, key) => provider.UnwrapAsync(key, wrapped, cancellationToken));

    private async Task<byte[]> TryAsync(
        KekMessage kek, string what, Func<IKeyProvider, KeyEncryptionKey, ValueTask<byte[]>> attempt)
    {
        var provider = providers.FirstOrDefault(provider => provider.Type == kek.KmsType)
            ?? throw new KeyException(kek.Shared
                ? $"the key encryption key '{kek.Name}' is shared and the registry does not use it itself; add a key "
                    + $"provider of type '{kek.KmsType}' to RuleOptions.KeyProviders"
                : $"there is no key provider of type '{kek.KmsType}'; add one to RuleOptions.KeyProviders");
        var properties = kek.KmsProps ?? new Dictionary<string, string>();
        string[] ids =
        [
            kek.KmsKeyId,
            .. properties.GetValueOrDefault(Alternates)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        ];
        for (var i = 0; ; i++)
        {
            try
            {
                return await attempt(provider, new KeyEncryptionKey(kek.Name, kek.KmsType, ids[i], properties));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (i == ids.Length - 1)
                {
                    throw new KeyException(
                        $"{kek.KmsType} could not {what} a data key with '{kek.KmsKeyId}' ({failure.GetType().Name}); "
                        + "is it the same key, and may this application use it?",
                        failure);
                }
            }
        }
    }
}
