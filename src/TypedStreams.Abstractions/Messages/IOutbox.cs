using System.Data.Common;

namespace TypedStreams;

/// <summary>
/// Sends messages out of a database transaction: each is written to the outbox table within it, and after the commit it
/// goes to its topic exactly once, as readers of committed records see it. If the transaction rolls back, it was never
/// sent. Thread-safe; a transaction is used by one caller at a time, as ADO.NET demands.
/// </summary>
public interface IOutbox
{
    /// <summary>Adds a message to the transaction.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="message">The message; encoded before the task completes.</param>
    /// <param name="transaction">An open transaction of the application's <see cref="DbDataSource"/>.</param>
    /// <param name="cancellationToken">Stops waiting for the registry or the database.</param>
    /// <exception cref="DbException">The row could not be written: roll the transaction back.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    ValueTask AddAsync<T>(T message, DbTransaction transaction, CancellationToken cancellationToken = default)
        where T : IMessage<T>;

    /// <summary>Adds a message with headers, a timestamp or a partition of its own.</summary>
    /// <inheritdoc cref="AddAsync{T}(T, DbTransaction, CancellationToken)"/>
    ValueTask AddAsync<T>(
        T message, SendOptions options, DbTransaction transaction, CancellationToken cancellationToken = default)
        where T : IMessage<T>;
}
