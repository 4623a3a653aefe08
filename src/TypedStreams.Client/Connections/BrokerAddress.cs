using System.Globalization;

namespace TypedStreams.Client.Connections;

/// <summary>Where a broker listens.</summary>
internal readonly record struct BrokerAddress(string Host, int Port)
{
    /// <summary>Reads a bootstrap list: <c>host:port,host:port</c>, IPv6 hosts in brackets.</summary>
    public static BrokerAddress[] ParseList(string list)
    {
        string[] parts = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            throw new ArgumentException("BootstrapServers is empty; give host:port, several separated by commas.");

        return [.. parts.Select(Parse)];
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static BrokerAddress Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            throw new ArgumentException($"'{text}' in BootstrapServers is not host:port, as in localhost:9092.");
        }

        return new BrokerAddress(text[..colon].Trim('[', ']'), port);
    }
}
