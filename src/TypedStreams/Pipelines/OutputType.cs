// A message type that an exactly-once group sends: where to, and under which schema id. Settled before the group reads
// its first message, so that a missing topic or a schema that the registry refuses is told at the start.

using System.Collections.Frozen;
using TypedStreams.Producing;

namespace TypedStreams.Pipelines;

internal abstract class OutputType
{
    internal abstract Type Message { get; }

    internal abstract Task<OutputRoute> OpenAsync(StreamsConnection connection, CancellationToken cancellationToken);

    internal static async Task<FrozenDictionary<Type, OutputRoute>> OpenAllAsync(
        IReadOnlyCollection<OutputType> outputs, StreamsConnection connection, CancellationToken cancellationToken)
    {
        var routes = new Dictionary<Type, OutputRoute>();
        foreach (var output in outputs)
        {
            routes[output.Message] = await output.OpenAsync(connection, cancellationToken);
        }

        return routes.ToFrozenDictionary();
    }
}

internal sealed class OutputType<T> : OutputType
    where T : IMessage<T>
{
    internal override Type Message => typeof(T);

    internal override async Task<OutputRoute> OpenAsync(
        StreamsConnection connection, CancellationToken cancellationToken)
    {
        var servers = await connection.OpenAsync(cancellationToken);
        var topic = connection.NameOf(T.Topic);
        await connection.EnsureTopicAsync(topic, cancellationToken);
        var id = await SchemaRegistrar.GetIdAsync<T>(
            servers.Registry,
            connection.NameOf(T.Subject),
            connection.Options.Producer.RegisterSchemas,
            cancellationToken);
        return new OutputRoute(topic, id);
    }
}

/// <summary>Where messages of a type go.</summary>
internal sealed record OutputRoute(string Topic, int SchemaId);
