// HOST:PORT on the command line.
using System.CommandLine;
using System.Net;

namespace TypedStreams.Server.Serving;

internal static class Addresses
{
    /// <summary>An option that takes an address to listen on.</summary>
    internal static Option<string> Option(string name, string byDefault, string description) => new(name)
    {
        Description = $"HOST:PORT. {description} Port 0 takes a free one.",
        DefaultValueFactory = _ => byDefault,
    };

    /// <summary>Reads an address to listen on.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static IPEndPoint EndPoint(string option, string text)
    {
        (string host, int port) = HostPort(option, text);
        if (host == "localhost")
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            ? new IPEndPoint(address, port)
            : throw new UsageException($"{option} takes an address such as 127.0.0.1:9092, not '{text}'.");
    }

    /// <summary>Reads a name or address with a port.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static (string Host, int Port) HostPort(string option, string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), out int port) && port is >= 0 and <= ushort.MaxValue
            ? (text[..colon], port)
            : throw new UsageException($"{option} takes HOST:PORT, not '{text}'.");
    }
}
