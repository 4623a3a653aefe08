using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TypedStreams.Registry;

/// <summary>Makes digests of secrets, so that a file of users does not give them away.</summary>
public static class RegistrySecrets
{
    private const string PasswordKind = "pbkdf2-sha256";
    private const string TokenKind = "sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // OWASP's recommendation for PBKDF2 with SHA-256 (Password Storage Cheat Sheet, 2023).
    private const int Iterations = 600_000;
    private const int MaxIterations = 10_000_000;

    /// <summary>The digest of a password: slow to make, because people choose passwords that can be guessed.</summary>
    /// <returns><c>pbkdf2-sha256:ITERATIONS:SALT:HASH</c>, the last two in base64.</returns>
    public static string HashPassword(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        string hash = Convert.ToBase64String(Derive(password, salt, Iterations));
        return string.Create(
            CultureInfo.InvariantCulture, $"{PasswordKind}:{Iterations}:{Convert.ToBase64String(salt)}:{hash}");
    }

    /// <summary>The digest of a token, which must be long and random.</summary>
    /// <returns><c>sha256:HASH</c> in hexadecimal.</returns>
    public static string HashToken(string token) =>
        $"{TokenKind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";

    internal static bool Verify(string password, string digest)
    {
        string[] parts = digest.Split(':');
        return IsPasswordDigest(digest) && CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(parts[3]),
            Derive(password, Convert.FromBase64String(parts[2]), int.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    internal static bool IsPasswordDigest(string digest)
    {
        Span<byte> bytes = stackalloc byte[HashBytes];
        return digest.Split(':') is [PasswordKind, var iterations, var salt, var hash] &&
            int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out int count) &&
            count is > 0 and <= MaxIterations &&
            Convert.TryFromBase64String(salt, bytes, out _) &&
            Convert.TryFromBase64String(hash, bytes, out int length) && length == HashBytes;
    }

    internal static bool IsTokenDigest(string digest) =>
        digest.Length == TokenKind.Length + 1 + (2 * HashBytes) &&
        digest.StartsWith(TokenKind + ":", StringComparison.Ordinal);

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
