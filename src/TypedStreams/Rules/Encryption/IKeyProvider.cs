namespace TypedStreams.Rules.Encryption;

/// <summary>
/// A key service: it keeps key encryption keys and wraps data keys with them. Called seldom (a data key is unwrapped
/// once and then remembered) and from any thread.
/// </summary>
public interface IKeyProvider
{
    /// <summary>
    /// The kind of service, as rules name it in <c>encrypt.kms.type</c>: <c>aws-kms</c>, <c>hcvault</c> ...
    /// </summary>
    string Type { get; }

    /// <summary>Encrypts a data key. Whoever has the service can decrypt it, with any client.</summary>
    /// <param name="key">The key to wrap it with.</param>
    /// <param name="dataKey">The data key; it must not be kept nor logged.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<byte[]> WrapAsync(
        KeyEncryptionKey key, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken);

    /// <summary>Decrypts a data key that was wrapped.</summary>
    /// <param name="key">The key it was wrapped with.</param>
    /// <param name="wrapped">The wrapped data key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<byte[]> UnwrapAsync(
        KeyEncryptionKey key, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}

/// <summary>A key encryption key, which a key service keeps.</summary>
/// <param name="Name">What the registry calls it.</param>
/// <param name="Type">The kind of service.</param>
/// <param name="KeyId">What the service calls it.</param>
/// <param name="Properties">Settings for reaching the service; may be empty.</param>
public sealed record KeyEncryptionKey(
    string Name, string Type, string KeyId, IReadOnlyDictionary<string, string> Properties);
