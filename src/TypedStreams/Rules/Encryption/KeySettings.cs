// What a rule that encrypts says about its key: parameters of the rule, else properties of the metadata.

using System.Globalization;

namespace TypedStreams.Rules.Encryption;

internal sealed record KeySettings
{
    private const int MaxExpiryDays = 36_500;

    internal required string Kek { get; init; }

    internal string Algorithm { get; init; } = TinkKey.Gcm256;

    /// <summary>How old a key gets before a new version takes its place; 0 never.</summary>
    internal int ExpiryDays { get; init; }

    internal string? KmsType { get; init; }

    internal string? KmsKeyId { get; init; }

    /// <summary>With rotation, the key's version stands before what it encrypted.</summary>
    internal bool IsRotated => ExpiryDays > 0;

    /// <summary>Whether a key is so old that a new version should take its place.</summary>
    internal bool IsExpired(DateTimeOffset? registeredAt, TimeProvider time) => IsRotated
        && registeredAt is { } registered && time.GetUtcNow() - registered >= TimeSpan.FromDays(ExpiryDays);

    /// <exception cref="FormatException">A parameter is missing or wrong.</exception>
    internal static KeySettings Read(Func<string, string?> parameter)
    {
        var algorithm = parameter("encrypt.dek.algorithm") ?? TinkKey.Gcm256;
        if (!TinkKey.IsAlgorithm(algorithm))
        {
            throw new FormatException(
                $"encrypt.dek.algorithm is '{algorithm}'; it must be {TinkKey.Gcm128}, {TinkKey.Gcm256} or "
                + TinkKey.Siv256);
        }

        var expiry = parameter("encrypt.dek.expiry.days") ?? "0";
        if (!int.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            || days > MaxExpiryDays)
        {
            throw new FormatException(
                $"encrypt.dek.expiry.days is '{expiry}'; it must be a number of days from 0 to {MaxExpiryDays}");
        }

        return new KeySettings
        {
            Kek = parameter("encrypt.kek.name") is { Length: > 0 } name
                ? name
                : throw new FormatException("encrypt.kek.name is missing; it names the key encryption key"),
            Algorithm = algorithm,
            ExpiryDays = days,
            KmsType = parameter("encrypt.kms.type"),
            KmsKeyId = parameter("encrypt.kms.key.id"),
        };
    }
}

/// <summary>A key that cannot be had. The text says which and what to do, and nothing about its bytes.</summary>
internal sealed class KeyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A data key that was unwrapped. Prints nothing of itself.</summary>
internal sealed class DataKey(int version, DataCipher cipher, DateTimeOffset? registeredAt)
{
    internal int Version => version;

    internal DataCipher Cipher => cipher;

    internal DateTimeOffset? RegisteredAt => registeredAt;
}
