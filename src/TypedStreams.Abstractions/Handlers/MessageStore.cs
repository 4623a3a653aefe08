namespace TypedStreams;

/// <summary>Hands one message to a handler that works in a database transaction, and what it returns to it.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TMessage">The message type.</typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="message">The decoded message.</param>
/// <param name="context">Where it came from.</param>
/// <param name="output">The database transaction.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask MessageStore<in THandler, in TMessage>(
    THandler handler,
    TMessage message,
    MessageContext context,
    IDatabaseOutput output,
    CancellationToken cancellationToken);
