// How values are encrypted: Tink's AES-GCM (12 random bytes, the text, 16 bytes of tag) and AES-SIV (RFC 5297), each
// without Tink's key prefix and without associated data, as Confluent's clients have it.

using System.Security.Cryptography;

namespace TypedStreams.Rules.Encryption;

/// <summary>Encrypts and decrypts with one key. Thread-safe. Says nothing about its key.</summary>
internal abstract class DataCipher
{
    internal abstract byte[] Encrypt(ReadOnlySpan<byte> plain);

    /// <exception cref="CryptographicException">It was not encrypted with this key, or was changed.</exception>
    internal abstract byte[] Decrypt(ReadOnlySpan<byte> cipher);
}

internal sealed class GcmCipher(byte[] key) : DataCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // The platform's object serves one caller at a time; one is kept for the next.
    private AesGcm? _idle;

    internal override byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var output = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = output.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var aes = Take();
        aes.Encrypt(nonce, plain, output.AsSpan(NonceBytes, plain.Length), output.AsSpan(NonceBytes + plain.Length));
        Return(aes);
        return output;
    }

    internal override byte[] Decrypt(ReadOnlySpan<byte> cipher)
    {
        if (cipher.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The text is too short to be encrypted.");
        }

        var plain = new byte[cipher.Length - NonceBytes - TagBytes];
        var aes = Take();
        aes.Decrypt(cipher[..NonceBytes], cipher[NonceBytes..^TagBytes], cipher[^TagBytes..], plain);
        Return(aes);
        return plain;
    }

    private AesGcm Take() => Interlocked.Exchange(ref _idle, null) ?? new AesGcm(key, TagBytes);

    private void Return(AesGcm aes) => Interlocked.Exchange(ref _idle, aes)?.Dispose();
}

internal sealed class SivCipher(byte[] key) : DataCipher
{
    private AesSiv? _idle;

    internal override byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var siv = Take();
        var output = siv.Seal([], plain);
        Return(siv);
        return output;
    }

    internal override byte[] Decrypt(ReadOnlySpan<byte> cipher)
    {
        var siv = Take();
        var output = siv.Open([], cipher);
        Return(siv);
        return output;
    }

    private AesSiv Take() => Interlocked.Exchange(ref _idle, null) ?? new AesSiv(key);

    private void Return(AesSiv siv) => Interlocked.Exchange(ref _idle, siv)?.Dispose();
}
