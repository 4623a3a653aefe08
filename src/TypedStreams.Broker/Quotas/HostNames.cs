// Quotas may name hosts; connections come from addresses. Whoever sets a quota waits until the name is found; a start
// looks up the names that the metadata log has. A name that changes its address is found again at the next start.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Broker.Quotas;

internal sealed class HostNames
{
    /// <summary>How long a name is looked for. Default 5 s, what a resolver takes for one try.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, string[]> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks names up, all at once. Any thread.</summary>
    internal Task FindAsync(IEnumerable<string> names) =>
        Task.WhenAll(names.Where(name => name.Length > 0 && !IsKnown(name)).Distinct().Select(FindAsync));

    /// <summary>Whether a name is an address, or was found. Any thread.</summary>
    internal bool IsKnown(string name) => IPAddress.TryParse(name, out _) || _addresses.ContainsKey(name);

    /// <summary>The host names that have an address. Any thread.</summary>
    internal IEnumerable<string> NamesOf(string address) =>
        _addresses.Where(host => host.Value.Contains(address)).Select(host => host.Key);

    private async Task FindAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(name, patience.Token);
            _addresses[name] = [.. found.Select(address => address.ToString())];
        }
        catch (Exception reason) when (reason is SocketException or ArgumentException or OperationCanceledException)
        {
            // It is no host; whoever asked sees that it is not known.
        }
    }
}
