// Handlers that take a view in place of the message. A builder that has none says so, so that one for tests need not
// care.

namespace TypedStreams;

public partial interface IConsumerGroupBuilder<out THandler>
{
    /// <summary>As <see cref="Handle"/>, for a handler that takes a view of the message.</summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <typeparam name="TView">The view, over the message's own format.</typeparam>
    /// <param name="handler">Calls the handler method; allocates nothing itself.</param>
    IConsumerGroupBuilder<THandler> HandleView<TMessage, TView>(ViewHandler<THandler, TView> handler)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct => throw NoViews();

    /// <summary>As <see cref="Pipe"/>, for a handler that takes a view of the message.</summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <typeparam name="TView">The view, over the message's own format.</typeparam>
    /// <param name="pipe">Calls the handler method and sends what it returns.</param>
    IConsumerGroupBuilder<THandler> PipeView<TMessage, TView>(ViewPipe<THandler, TView, IPipelineOutput> pipe)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct => throw NoViews();

    /// <summary>As <see cref="Store"/>, for a handler that takes a view of the message.</summary>
    /// <typeparam name="TMessage">The message type, whose topic the group subscribes to.</typeparam>
    /// <typeparam name="TView">The view, over the message's own format.</typeparam>
    /// <param name="store">Calls the handler method and sends what it returns to the outbox.</param>
    IConsumerGroupBuilder<THandler> StoreView<TMessage, TView>(ViewPipe<THandler, TView, IDatabaseOutput> store)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct => throw NoViews();

    private static NotSupportedException NoViews() =>
        new("This builder knows no handlers of views; take the message itself.");
}
