// The keys that clients encrypt fields with: a key encryption key (KEK) is kept by a key management service and named
// here, a data encryption key (DEK) is kept here as the service wrapped it. Immutable.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;

namespace TypedStreams.Registry.Keys;

/// <summary>A key encryption key.</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="KmsType">The kind of service that keeps it, for example "aws-kms".</param>
/// <param name="KmsKeyId">What the service calls it.</param>
/// <param name="KmsProps">Settings for reaching the service.</param>
/// <param name="Doc">What it is for, or null.</param>
/// <param name="IsShared">Whether the registry may use it.</param>
/// <param name="IsDeleted">Whether it is soft-deleted.</param>
/// <param name="TimestampMs">When it was written, milliseconds since 1970.</param>
internal sealed record Kek(
    string Name,
    string KmsType,
    string KmsKeyId,
    ImmutableSortedDictionary<string, string> KmsProps,
    string? Doc,
    bool IsShared,
    bool IsDeleted,
    long TimestampMs = 0)
{
    /// <summary>Whether it is the same key with the same settings, deleted or not.</summary>
    internal bool IsEquivalent(Kek other) =>
        (KmsType, KmsKeyId, Doc, IsShared) == (other.KmsType, other.KmsKeyId, other.Doc, other.IsShared) &&
        KmsProps.SequenceEqual(other.KmsProps);
}

/// <summary>What tells a data encryption key from the others.</summary>
/// <param name="KekName">The key it is wrapped with.</param>
/// <param name="Subject">The subject whose fields it encrypts.</param>
/// <param name="Algorithm">How.</param>
/// <param name="Version">1 and up; a new one each time the key is rotated.</param>
internal sealed record DekId(string KekName, string Subject, DekAlgorithm Algorithm, int Version)
    : IComparable<DekId>
{
    public int CompareTo(DekId? other)
    {
        int byKek = string.CompareOrdinal(KekName, other?.KekName);
        int bySubject = byKek != 0 ? byKek : string.CompareOrdinal(Subject, other?.Subject);
        return bySubject != 0 ? bySubject : (Algorithm, Version).CompareTo((other!.Algorithm, other.Version));
    }
}

/// <summary>A data encryption key.</summary>
/// <param name="Id">Which.</param>
/// <param name="EncryptedKeyMaterial">The key as the service wrapped it, in base64.</param>
/// <param name="IsDeleted">Whether it is soft-deleted.</param>
/// <param name="TimestampMs">When it was written, milliseconds since 1970.</param>
internal sealed record Dek(DekId Id, string EncryptedKeyMaterial, bool IsDeleted, long TimestampMs = 0);

/// <summary>How fields are encrypted, by the names of the API.</summary>
internal enum DekAlgorithm
{
    /// <summary>AES128_GCM.</summary>
    Aes128Gcm,

    /// <summary>AES256_GCM, the default.</summary>
    Aes256Gcm,

    /// <summary>AES256_SIV, which gives equal texts equal ciphers.</summary>
    Aes256Siv,
}

/// <summary>The names of the algorithms.</summary>
internal static class DekAlgorithms
{
    private static readonly string[] Names = ["AES128_GCM", "AES256_GCM", "AES256_SIV"];

    internal static string ToName(this DekAlgorithm algorithm) => Names[(int)algorithm];

    /// <summary>The algorithm of that name; the default for none, null for one that nobody knows.</summary>
    internal static DekAlgorithm? Find(string? name) => string.IsNullOrEmpty(name)
        ? DekAlgorithm.Aes256Gcm
        : Array.IndexOf(Names, name) is >= 0 and var index ? (DekAlgorithm)index : null;
}

/// <summary>A key encryption key as it is from now on; null: gone for good.</summary>
internal sealed record KekChanged(string Name, Kek? Kek) : RegistryRecord;

/// <summary>A data encryption key as it is from now on; null: gone for good.</summary>
internal sealed record DekChanged(DekId Id, Dek? Dek) : RegistryRecord;
