using System.Net;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Registry;

namespace TypedStreams.Server.Serving;

/// <summary>What a node is told on the command line.</summary>
internal sealed record NodeOptions
{
    internal string? DataDirectory { get; init; }

    internal required IPEndPoint Kafka { get; init; }

    internal required IPEndPoint Registry { get; init; }

    internal required IPEndPoint Console { get; init; }

    internal int NodeId { get; init; }

    internal string? AdvertisedHost { get; init; }

    internal int? AdvertisedPort { get; init; }

    internal RegistryApiLevel RegistryApiLevel { get; init; } = RegistryApiLevel.Eight;

    internal BrokerConfig Config { get; init; } = BrokerConfig.Default;
}
