// Which clients a subscription is for. Every property that is named must match as a whole; a client has them all.
using TypedStreams.Broker.Core.Groups;

namespace TypedStreams.Broker.Core.ClientMetrics;

/// <summary>The clients that a subscription chooses.</summary>
public sealed class ClientPattern
{
    private static readonly string[] Properties =
    [
        "client_id", "client_instance_id", "client_software_name", "client_software_version",
        "client_source_address", "client_source_port",
    ];

    private readonly (string Property, TopicPattern Pattern)[] _parts;

    private ClientPattern((string Property, TopicPattern Pattern)[] parts) => _parts = parts;

    /// <summary>Reads a value of the configuration; null with what is wrong when it is none.</summary>
    public static ClientPattern? Parse(string value, out string? fault)
    {
        var parts = new List<(string, TopicPattern)>();
        const StringSplitOptions Split = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (string part in value.Split(',', Split))
        {
            int equals = part.IndexOf('=');
            string property = equals < 0 ? part : part[..equals].Trim();
            if (equals < 0 || !Properties.Contains(property))
            {
                fault = $"has the part '{part}', where a property ({string.Join(", ", Properties)}), '=' and an "
                    + "expression belong";
                return null;
            }

            if (TopicPattern.Parse(part[(equals + 1)..].Trim(), out string? wrong) is not { } pattern)
            {
                fault = $"has the expression of '{part}', of which {wrong}";
                return null;
            }

            parts.Add((property, pattern));
        }

        fault = null;
        return new ClientPattern([.. parts]);
    }

    /// <summary>Whether a client is chosen.</summary>
    public bool Matches(Guid instanceId, TelemetryClient client) => Array.TrueForAll(
        _parts,
        part => part.Pattern.Matches(part.Property switch
        {
            "client_id" => client.ClientId,
            "client_instance_id" => KafkaUuid.Text(instanceId),
            "client_software_name" => client.SoftwareName,
            "client_software_version" => client.SoftwareVersion,
            "client_source_address" => client.Address,
            _ => client.Port,
        }));
}

/// <summary>What is known of a client that pushes metrics.</summary>
/// <param name="ClientId">Its name for itself.</param>
/// <param name="SoftwareName">The name of its library, as ApiVersions brought it; empty when it did not.</param>
/// <param name="SoftwareVersion">The version of its library.</param>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its port.</param>
public sealed record TelemetryClient(
    string ClientId, string SoftwareName, string SoftwareVersion, string Address, string Port);
