namespace TypedStreams;

/// <summary>Hands several messages to an exactly-once handler, and what it returns to the transaction.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TMessage">The message type.</typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="messages">The decoded messages, at least one. Made for this call: the handler may keep it.</param>
/// <param name="context">Where they came from.</param>
/// <param name="output">The transaction.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask BatchPipe<in THandler, in TMessage>(
    THandler handler,
    TMessage[] messages,
    BatchContext context,
    IPipelineOutput output,
    CancellationToken cancellationToken);
