namespace TypedStreams.Broker.Dispatch;

/// <summary>
/// Who is at the other end of a connection. The software's name comes with ApiVersions; only the connection's reading
/// loop sets it.
/// </summary>
/// <param name="address">The peer's address.</param>
/// <param name="port">The peer's port; 0 when it has none.</param>
internal sealed class ClientPeer(string address, int port)
{
    private const string Unknown = "unknown";

    /// <summary>The peer's address, with a leading slash as Kafka shows it.</summary>
    internal string Host { get; } = $"/{address}";

    /// <summary>The peer's address.</summary>
    internal string Address { get; } = address;

    /// <summary>The peer's port; 0 when it has none.</summary>
    internal int Port { get; } = port;

    /// <summary>The name of the client's library; <c>unknown</c> until it says (KIP-511).</summary>
    internal string SoftwareName { get; private set; } = Unknown;

    /// <summary>The version of the client's library.</summary>
    internal string SoftwareVersion { get; private set; } = Unknown;

    /// <summary>The client has said which library it is.</summary>
    internal void Introduce(string name, string version)
    {
        SoftwareName = name;
        SoftwareVersion = version;
    }
}
