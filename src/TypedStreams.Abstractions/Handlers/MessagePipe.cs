namespace TypedStreams;

/// <summary>Hands one message to an exactly-once handler, and what it returns to the transaction.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TMessage">The message type.</typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="message">The decoded message.</param>
/// <param name="context">Where it came from.</param>
/// <param name="output">The transaction.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask MessagePipe<in THandler, in TMessage>(
    THandler handler,
    TMessage message,
    MessageContext context,
    IPipelineOutput output,
    CancellationToken cancellationToken);
