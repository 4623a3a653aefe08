using System.Security.Cryptography.X509Certificates;

namespace TypedStreams.Registry;

/// <summary>HTTPS instead of HTTP.</summary>
/// <param name="Certificate">The server's certificate, with its private key.</param>
/// <param name="ClientAuthorities">
/// Who may sign certificates of clients. Null: clients are not asked for one. Otherwise each must have one, and its
/// common name is the user's name.
/// </param>
public sealed record RegistryTls(X509Certificate2 Certificate, X509Certificate2Collection? ClientAuthorities = null);
