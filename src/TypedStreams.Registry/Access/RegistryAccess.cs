using System.Text.Json;

namespace TypedStreams.Registry;

/// <summary>Who may do what. Immutable.</summary>
/// <param name="Users">Those who can prove who they are.</param>
/// <param name="Permissions">What they may do.</param>
public sealed record RegistryAccess(IReadOnlyList<RegistryUser> Users, IReadOnlyList<RegistryPermission> Permissions)
{
    /// <summary>Reads the JSON form.</summary>
    /// <param name="json">
    /// <c>{"users":[{"name":"…","password":"pbkdf2-sha256:…","tokens":["sha256:…"]}],
    /// "permissions":[{"user":"…","subjects":"orders-*","operations":["read","write","configure"]}]}</c>
    /// </param>
    /// <exception cref="FormatException">It is not of that form; the message says where.</exception>
    public static RegistryAccess Parse(string json)
    {
        try
        {
            JsonElement root = JsonDocument.Parse(json).RootElement;
            return new RegistryAccess(
                [.. root.GetProperty("users").EnumerateArray().Select(User)],
                [.. root.GetProperty("permissions").EnumerateArray().Select(Permission)]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(
                $"Users and permissions must be objects with their members as documented: {fault.Message}", fault);
        }
    }

    private static RegistryUser User(JsonElement user)
    {
        string name = user.GetProperty("name").GetString()!;
        string? password = user.TryGetProperty("password", out JsonElement digest) ? digest.GetString() : null;
        string[] tokens = user.TryGetProperty("tokens", out JsonElement list)
            ? [.. list.EnumerateArray().Select(token => token.GetString()!)]
            : [];
        return (password is null || RegistrySecrets.IsPasswordDigest(password)) &&
            Array.TrueForAll(tokens, RegistrySecrets.IsTokenDigest)
                ? new RegistryUser(name, password, tokens)
                : throw new FormatException(
                    $"A secret of user '{name}' is no digest; 'tstreams registry-secret' makes one.");
    }

    private static RegistryPermission Permission(JsonElement permission) => new(
        permission.GetProperty("user").GetString()!,
        permission.GetProperty("subjects").GetString()!,
        permission.GetProperty("operations").EnumerateArray()
            .Select(operation => operation.GetString())
            .Aggregate(RegistryOperations.None, (all, name) => all | name switch
            {
                "read" => RegistryOperations.Read,
                "write" => RegistryOperations.Write,
                "configure" => RegistryOperations.Configure,
                _ => throw new FormatException($"'{name}' is no operation; read, write and configure are."),
            }));
}
