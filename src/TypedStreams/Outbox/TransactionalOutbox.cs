// IOutbox: topic and schema of a type once, then a row a message.

using System.Collections.Concurrent;
using System.Data.Common;
using TypedStreams.Producing;

namespace TypedStreams.Outbox;

internal sealed class TransactionalOutbox(StreamsConnection connection) : IOutbox
{
    private readonly ConcurrentDictionary<Type, MessageRoute> _routes = new();

    public ValueTask AddAsync<T>(T message, DbTransaction transaction, CancellationToken cancellationToken = default)
        where T : IMessage<T> => AddAsync(message, default, transaction, cancellationToken);

    public async ValueTask AddAsync<T>(
        T message, SendOptions options, DbTransaction transaction, CancellationToken cancellationToken = default)
        where T : IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(transaction);
        if (!_routes.TryGetValue(typeof(T), out var route))
        {
            route = await MessageRoute.OpenAsync<T>(connection, cancellationToken);
            _routes[typeof(T)] = route;
        }

        await OutboxTable.AddAsync(transaction, [await OutboxRow.OfAsync(message, route, options)], cancellationToken);
    }
}
