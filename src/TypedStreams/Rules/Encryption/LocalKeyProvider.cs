using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Rules.Encryption;

/// <summary>
/// The key service <c>local-kms</c>: one key, derived from a secret of the configuration as Confluent's clients
/// derive it (HKDF with SHA-256, no salt, 16 bytes; then AES-GCM). For tests and development: whoever knows the
/// secret reads all.
/// </summary>
public sealed class LocalKeyProvider : IKeyProvider
{
    private const int KeyBytes = 16;

    private readonly GcmCipher _cipher;

    /// <summary>Creates the service.</summary>
    /// <param name="secret">The secret, as other clients have it in <c>rule config secret</c>. Not empty.</param>
    public LocalKeyProvider(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _cipher = new GcmCipher(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes));
    }

    /// <inheritdoc/>
    public string Type => "local-kms";

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(
        KeyEncryptionKey key, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) =>
        new(_cipher.Encrypt(dataKey.Span));

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(
        KeyEncryptionKey key, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
        new(_cipher.Decrypt(wrapped.Span));
}
