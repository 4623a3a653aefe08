// What handlers of a database group return, kept until their transaction commits: it goes into the outbox in a few
// statements, in the order in which it was returned. One a partition, used by its worker's task alone.

using System.Collections.Frozen;
using System.Data.Common;
using TypedStreams.Outbox;
using TypedStreams.Producing;

namespace TypedStreams.Databases;

internal sealed class DatabaseOutput(FrozenDictionary<Type, MessageRoute> routes) : IDatabaseOutput
{
    private readonly List<OutboxRow> _rows = [];
    private DbTransaction? _transaction;

    public DbTransaction Transaction => _transaction
        ?? throw new InvalidOperationException(
            "The handler has returned; the database transaction is no longer its own.");

    public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken = default)
        where T : IMessage<T>
    {
        if (message is null)
        {
            throw new InvalidOperationException(
                $"The handler returned null instead of a {typeof(T).Name}. Return {typeof(T).Name}? to send nothing.");
        }

        var encoding = OutboxRow.OfAsync(message, routes[typeof(T)], default);
        if (!encoding.IsCompletedSuccessfully)
        {
            return AddAsync(encoding);
        }

        _rows.Add(encoding.Result);
        return default;
    }

    private async ValueTask AddAsync(ValueTask<OutboxRow> encoding) => _rows.Add(await encoding);

    /// <summary>Adds a message that is encoded already.</summary>
    internal void Add(OutboxRow row) => _rows.Add(row);

    internal void Begin(DbTransaction transaction)
    {
        _transaction = transaction;
        _rows.Clear();
    }

    /// <summary>Writes what was returned into the outbox; how many messages that were.</summary>
    internal async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        await OutboxTable.AddAsync(Transaction, _rows, cancellationToken);
        return _rows.Count;
    }

    internal void End() => _transaction = null;
}
