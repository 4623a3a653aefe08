// IOutbox: topic and schema of a type once, then a row a message.

using System.Collections.Concurrent;
using System.Data.Common;
using TypedStreams.Pipelines;

namespace TypedStreams.Outbox;

internal sealed class TransactionalOutbox(StreamsConnection connection) : IOutbox
{
    private readonly ConcurrentDictionary<Type, OutputRoute> _routes = new();

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
            route = await new OutputType<T>().OpenAsync(connection, cancellationToken);
            _routes[typeof(T)] = route;
        }

        await OutboxTable.AddAsync(transaction, [OutboxRow.Of(message, route, options)], cancellationToken);
    }
}
