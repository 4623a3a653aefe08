namespace TypedStreams.Registry;

/// <summary>Somebody who may prove to be who they are. Secrets are kept as digests only.</summary>
/// <param name="Name">
/// The name: of HTTP Basic authentication, or the common name of a client certificate, which needs no secret here.
/// </param>
/// <param name="Password">What <see cref="RegistrySecrets.HashPassword"/> made of the password; null for none.</param>
/// <param name="Tokens">What <see cref="RegistrySecrets.HashToken"/> made of bearer tokens.</param>
public sealed record RegistryUser(string Name, string? Password, IReadOnlyList<string> Tokens);
