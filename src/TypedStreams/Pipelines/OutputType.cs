// A message type that an exactly-once group sends: where to, and in which form. Settled before the group reads
// its first message, so that a missing topic or a schema that the registry refuses is told at the start.

using System.Collections.Frozen;
using TypedStreams.Producing;

namespace TypedStreams.Pipelines;

internal abstract class OutputType
{
    internal abstract Type Message { get; }

    internal abstract Task<MessageRoute> OpenAsync(StreamsConnection connection, CancellationToken cancellationToken);

    internal static async Task<FrozenDictionary<Type, MessageRoute>> OpenAllAsync(
        IReadOnlyCollection<OutputType> outputs, StreamsConnection connection, CancellationToken cancellationToken)
    {
        var routes = new Dictionary<Type, MessageRoute>();
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

    internal override Task<MessageRoute> OpenAsync(
        StreamsConnection connection, CancellationToken cancellationToken) =>
        MessageRoute.OpenAsync<T>(connection, cancellationToken);
}
