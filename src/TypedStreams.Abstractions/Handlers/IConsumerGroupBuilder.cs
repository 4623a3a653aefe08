namespace TypedStreams;

/// <summary>Hands one message to a handler.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
/// <typeparam name="TMessage">The message type.</typeparam>
/// <param name="handler">The handler instance.</param>
/// <param name="message">The decoded message.</param>
/// <param name="context">Where it came from.</param>
/// <param name="cancellationToken">Cancelled when the partition is revoked or the host stops.</param>
public delegate ValueTask MessageHandler<in THandler, in TMessage>(
    THandler handler, TMessage message, MessageContext context, CancellationToken cancellationToken);

/// <summary>Collects the message types of one consumer group.</summary>
/// <typeparam name="THandler">The class with the handler methods.</typeparam>
public partial interface IConsumerGroupBuilder<out THandler>
    where THandler : class
{
    /// <summary>Adds a message type; each type at most once a group.</summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="handler">Calls the handler method; allocates nothing itself.</param>
    IConsumerGroupBuilder<THandler> Handle<TMessage>(MessageHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Adds a message type that is handled exactly once; each type at most once a group, and never beside
    /// <see cref="Handle"/>: a group's offsets are either in its transactions or not.
    /// </summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="pipe">Calls the handler method and sends what it returns.</param>
    IConsumerGroupBuilder<THandler> Pipe<TMessage>(MessagePipe<THandler, TMessage> pipe)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Adds a message type that is handled in a transaction of the application's database, which holds the group's
    /// progress too; each type at most once a group, and all handlers of the group this way.
    /// </summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="store">Calls the handler method and sends what it returns to the outbox.</param>
    IConsumerGroupBuilder<THandler> Store<TMessage>(MessageStore<THandler, TMessage> store)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Names a message type that handlers of this group return, so that its topic and schema are there before the first
    /// message; naming one again changes nothing.
    /// </summary>
    /// <typeparam name="TMessage">The message type.</typeparam>
    IConsumerGroupBuilder<THandler> Output<TMessage>()
        where TMessage : IMessage<TMessage>;

    /// <summary>Says how many messages of a partition are handled at once, each key in order.</summary>
    /// <param name="messages">1 to 1000.</param>
    IConsumerGroupBuilder<THandler> Concurrency(int messages);

    /// <summary>Says what happens to messages of a type whose handler fails.</summary>
    /// <typeparam name="TMessage">The message type, which was added before.</typeparam>
    /// <param name="policy">The policy; without one the first failure stops the partition.</param>
    IConsumerGroupBuilder<THandler> Policy<TMessage>(HandlingPolicy policy)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Adds a message type that is handled several at a time; otherwise as <see cref="Handle"/>.
    /// </summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="handler">Calls the handler method.</param>
    IConsumerGroupBuilder<THandler> HandleBatch<TMessage>(BatchHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Adds a message type that is handled exactly once and several at a time; otherwise as <see cref="Pipe"/>.
    /// </summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="pipe">Calls the handler method and sends what it returns.</param>
    IConsumerGroupBuilder<THandler> PipeBatch<TMessage>(BatchPipe<THandler, TMessage> pipe)
        where TMessage : IMessage<TMessage>;

    /// <summary>
    /// Adds a message type that is handled several at a time in a transaction of the application's database; otherwise
    /// as <see cref="Store"/>.
    /// </summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <param name="store">Calls the handler method and sends what it returns to the outbox.</param>
    IConsumerGroupBuilder<THandler> StoreBatch<TMessage>(BatchStore<THandler, TMessage> store)
        where TMessage : IMessage<TMessage>;

    /// <summary>Says how many messages of a type a batch has.</summary>
    /// <typeparam name="TMessage">The message type, which was added as a batch before.</typeparam>
    /// <param name="options">The bounds; without them <see cref="BatchOptions.Default"/>.</param>
    IConsumerGroupBuilder<THandler> Batch<TMessage>(BatchOptions options)
        where TMessage : IMessage<TMessage>;
}
