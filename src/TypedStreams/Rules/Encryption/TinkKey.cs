// Data keys as Confluent's clients wrap them: Tink's messages AesGcmKey and AesSivKey, serialized. Version 0 is not
// written; the key's bytes are field 3 of the one and field 2 of the other.

using System.Security.Cryptography;
using TypedStreams.Protobuf;

namespace TypedStreams.Rules.Encryption;

internal static class TinkKey
{
    internal const string Gcm128 = "AES128_GCM";
    internal const string Gcm256 = "AES256_GCM";
    internal const string Siv256 = "AES256_SIV";

    private const uint GcmTag = (3 << 3) | 2;
    private const uint SivTag = (2 << 3) | 2;

    internal static bool IsAlgorithm(string name) => name is Gcm128 or Gcm256 or Siv256;

    /// <summary>A new key, serialized.</summary>
    internal static byte[] Create(string algorithm)
    {
        var key = RandomNumberGenerator.GetBytes(SizeOf(algorithm));
        return [(byte)TagOf(algorithm), (byte)key.Length, .. key];
    }

    /// <exception cref="CryptographicException">It is no key of the algorithm.</exception>
    internal static DataCipher ToCipher(string algorithm, ReadOnlySpan<byte> serialized)
    {
        var key = Find(TagOf(algorithm), serialized);
        if (key.Length != SizeOf(algorithm))
        {
            throw new CryptographicException($"What was unwrapped is no key of {algorithm}.");
        }

        return algorithm == Siv256 ? new SivCipher(key) : new GcmCipher(key);
    }

    private static int SizeOf(string algorithm) => algorithm switch
    {
        Gcm128 => 16,
        Siv256 => 64,
        _ => 32,
    };

    private static uint TagOf(string algorithm) => algorithm == Siv256 ? SivTag : GcmTag;

    private static byte[] Find(uint wanted, ReadOnlySpan<byte> serialized)
    {
        byte[] found = [];
        try
        {
            var reader = new ProtobufReader(serialized);
            while (reader.ReadTag() is var tag and not 0)
            {
                if (tag == wanted)
                {
                    found = reader.ReadBytes().ToArray();
                }
                else
                {
                    reader.Skip(tag);
                }
            }
        }
        catch (MalformedDataException)
        {
            // Not even a message; that it has no key says all.
        }

        return found;
    }
}
