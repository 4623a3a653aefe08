// ENCRYPT on tagged fields and ENCRYPT_PAYLOAD on whole values. With rotation a zero byte and the key's version, four
// bytes big-endian, stand before what was encrypted. Text fields hold base64.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TypedStreams.Rules.Encryption;
using TypedStreams.Rules.Values;

namespace TypedStreams.Rules.Execution;

internal abstract class CipherRule(RuleDefinition definition, KeySettings settings, string subject, RuleOptions options)
    : CompiledRule(definition)
{
    private const int VersionBytes = 5;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private volatile DataKey? _current;

    /// <summary>Whether a key for writing is missing, or is old enough to be replaced.</summary>
    internal bool IsDue => _current is not { } key || settings.IsExpired(key.RegisteredAt, options.Time);

    internal async ValueTask PrepareAsync(CancellationToken cancellationToken) =>
        _current = await options.Keys.GetForWritingAsync(settings, subject, cancellationToken);

    private protected byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var key = _current ?? throw new RuleFailedException(
            RuleFailure.Key, "there is no key yet; the first value was written before the keys were fetched");
        var cipher = key.Cipher.Encrypt(plain);
        if (!settings.IsRotated)
        {
            return cipher;
        }

        var output = new byte[VersionBytes + cipher.Length];
        BinaryPrimitives.WriteInt32BigEndian(output.AsSpan(1), key.Version);
        cipher.CopyTo(output, VersionBytes);
        return output;
    }

    /// <summary>Null when the key must be fetched first.</summary>
    private protected byte[]? Decrypt(ReadOnlySpan<byte> cipher, RuleRun run)
    {
        var version = 1;
        if (settings.IsRotated)
        {
            if (cipher.Length < VersionBytes || cipher[0] != 0
                || (version = BinaryPrimitives.ReadInt32BigEndian(cipher[1..])) < 1)
            {
                throw new RuleFailedException(
                    RuleFailure.Cipher, "the value does not begin with the version of a key; is it encrypted?");
            }

            cipher = cipher[VersionBytes..];
        }

        var key = run.Find(settings, new KeyId(settings.Kek, subject, settings.Algorithm, version));
        try
        {
            return key?.Cipher.Decrypt(cipher);
        }
        catch (CryptographicException refusal)
        {
            throw new RuleFailedException(
                RuleFailure.Cipher, $"the value cannot be decrypted: {refusal.Message}", refusal);
        }
    }

    private protected static string Text(byte[] plain)
    {
        try
        {
            return Strict.GetString(plain);
        }
        catch (DecoderFallbackException)
        {
            throw new RuleFailedException(RuleFailure.Cipher, "what was decrypted is no text");
        }
    }
}

/// <summary>ENCRYPT: text and bytes of tagged fields.</summary>
internal sealed class FieldCipherRule(
    RuleDefinition definition, KeySettings settings, string subject, RuleOptions options)
    : CipherRule(definition, settings, subject, options)
{
    internal override void Run(ValueTree tree, RuleRun run) => tree.Visit(new Visitor(this, run));

    private object Changed(FieldType type, object value, RuleRun run) => (run.Mode, type, value) switch
    {
        (RuleMode.Write, FieldType.String, string text) =>
            Convert.ToBase64String(Encrypt(Encoding.UTF8.GetBytes(text))),
        (RuleMode.Write, FieldType.Bytes, byte[] bytes) => Encrypt(bytes),
        (RuleMode.Write, _, _) => throw new RuleFailedException(
            RuleFailure.Value,
            $"a field of type {type.NameOf()} cannot be encrypted; tag only STRING and BYTES, or encrypt the whole "
            + "value with ENCRYPT_PAYLOAD"),

        // What is empty was left out by the writer: encrypted values never are.
        (RuleMode.Read, FieldType.String, "") or (RuleMode.Read, FieldType.Bytes, byte[] { Length: 0 }) => value,
        (RuleMode.Read, FieldType.String, string text) => Decrypt(FromBase64(text), run) is { } plain
            ? Text(plain)
            : value,
        (RuleMode.Read, FieldType.Bytes, byte[] bytes) => Decrypt(bytes, run) ?? value,
        _ => value,
    };

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new RuleFailedException(RuleFailure.Cipher, "the value is no base64; is it encrypted?");
        }
    }

    private sealed class Visitor(FieldCipherRule rule, RuleRun run) : FieldVisitor(rule.Definition, run)
    {
        private readonly RuleRun _run = run;

        private protected override object? Apply(FieldPlace place, FieldType type, object value, object message) =>
            rule.Changed(type, value, _run);
    }
}

/// <summary>ENCRYPT_PAYLOAD: the whole encoded value.</summary>
internal sealed class PayloadCipherRule(
    RuleDefinition definition, KeySettings settings, string subject, RuleOptions options)
    : CipherRule(definition, settings, subject, options)
{
    internal override byte[] Run(ReadOnlySpan<byte> payload, RuleRun run) =>
        run.Mode == RuleMode.Write ? Encrypt(payload) : Decrypt(payload, run) ?? [];
}
