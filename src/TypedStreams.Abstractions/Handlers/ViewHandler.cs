namespace TypedStreams;

/// <summary>Hands the view of one message to a handler, which uses it before it returns.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="view">The view; its bytes are used again once the call has returned.</param>
/// <param name="context">Where the message came from.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask ViewHandler<in THandler, TView>(
    THandler handler, TView view, MessageContext context, CancellationToken cancellationToken)
    where TView : allows ref struct;

/// <summary>Hands the view of a message to an exactly-once handler, and what that returns to the transaction.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TView">The view.</typeparam>
/// <typeparam name="TOutput">
/// <see cref="IPipelineOutput"/>, or <see cref="IDatabaseOutput"/> in a group that works in a database.
/// </typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="view">The view; its bytes are used again once the call has returned.</param>
/// <param name="context">Where the message came from.</param>
/// <param name="output">The transaction.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask ViewPipe<in THandler, TView, in TOutput>(
    THandler handler,
    TView view,
    MessageContext context,
    TOutput output,
    CancellationToken cancellationToken)
    where TView : allows ref struct;
