namespace TypedStreams;

/// <summary>
/// Sends messages of one type to its topic. Thread-safe. Messages with the same key arrive in the order in which the
/// send calls were made; the task completes when the broker acknowledged the record on all in-sync replicas.
/// </summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IProducer<T>
    where T : IMessage<T>
{
    /// <summary>Sends a message.</summary>
    /// <param name="message">The message; encoded before the call returns, so it may change afterwards.</param>
    /// <param name="cancellationToken">Stops waiting; a record already handed over may still be written.</param>
    ValueTask<RecordPosition> SendAsync(T message, CancellationToken cancellationToken = default);

    /// <summary>Sends a message with headers, a timestamp or a partition of its own.</summary>
    /// <param name="message">The message; encoded before the call returns.</param>
    /// <param name="options">What this send chooses.</param>
    /// <param name="cancellationToken">Stops waiting; a record already handed over may still be written.</param>
    ValueTask<RecordPosition> SendAsync(T message, SendOptions options, CancellationToken cancellationToken = default);

    /// <summary>Sends a tombstone: a record with this key and no value, which deletes the key on compaction.</summary>
    /// <param name="key">The key; string, int, long and Guid convert by themselves.</param>
    /// <param name="cancellationToken">Stops waiting; a record already handed over may still be written.</param>
    ValueTask<RecordPosition> DeleteAsync(MessageKey key, CancellationToken cancellationToken = default);
}
