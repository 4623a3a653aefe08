// Who a request comes from, and what they may do. A password is expensive to check on purpose, so a proof that was good
// once is remembered by its digest. Thread-safe.
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TypedStreams.Registry.Access;

/// <summary>Authenticates requests.</summary>
internal sealed class AccessGuard
{
    private const int MaxRemembered = 1024;

    private readonly RegistryAccess? _access;
    private readonly Dictionary<string, RegistryUser> _users;
    private readonly Dictionary<string, string> _tokens;
    private readonly ConcurrentDictionary<string, string> _proven = new(StringComparer.Ordinal);

    internal AccessGuard(RegistryAccess? access)
    {
        _access = access;
        _users = (access?.Users ?? []).ToDictionary(user => user.Name, StringComparer.Ordinal);
        _tokens = (access?.Users ?? [])
            .SelectMany(user => user.Tokens.Select(token => KeyValuePair.Create(token, user.Name)))
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>What the sender of a request may do; null when it did not prove to be anybody.</summary>
    /// <param name="authorization">The header of that name.</param>
    /// <param name="certificate">The client's certificate, which the handshake has checked; or null.</param>
    internal Grant? Authenticate(string? authorization, X509Certificate2? certificate)
    {
        if (_access is null)
        {
            return Grant.Everything;
        }

        string? user = string.IsNullOrEmpty(authorization)
            ? certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false)
            : User(authorization);
        return user is null ? null : new Grant(user, _access.Permissions);
    }

    private string? User(string authorization)
    {
        string[] parts = authorization.Split(' ', 2, StringSplitOptions.TrimEntries);
        return parts switch
        {
            [var scheme, var token] when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) =>
                _tokens.GetValueOrDefault(RegistrySecrets.HashToken(token)),
            [var scheme, var proof] when scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) => Basic(proof),
            _ => null,
        };
    }

    private string? Basic(string proof)
    {
        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(proof)));
        if (_proven.TryGetValue(digest, out string? known))
        {
            return known;
        }

        byte[] bytes = new byte[proof.Length];
        if (!Convert.TryFromBase64String(proof, bytes, out int length))
        {
            return null;
        }

        string[] pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        bool isProven = pair.Length == 2 && _users.GetValueOrDefault(pair[0])?.Password is { } password &&
            RegistrySecrets.Verify(pair[1], password);
        if (!isProven)
        {
            return null;
        }

        if (_proven.Count >= MaxRemembered)
        {
            _proven.Clear();
        }

        _proven[digest] = pair[0];
        return pair[0];
    }
}
