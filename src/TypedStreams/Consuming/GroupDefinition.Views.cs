namespace TypedStreams.Consuming;

internal sealed partial class GroupDefinition<THandler>
{
    public IConsumerGroupBuilder<THandler> HandleView<TMessage, TView>(ViewHandler<THandler, TView> handler)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct =>
        Add(new HandledView<THandler, TMessage, TView>(handler), Progress.WithOffsets);

    public IConsumerGroupBuilder<THandler> PipeView<TMessage, TView>(ViewPipe<THandler, TView, IPipelineOutput> pipe)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct =>
        Add(new PipedView<THandler, TMessage, TView>(pipe), Progress.InTransaction);

    public IConsumerGroupBuilder<THandler> StoreView<TMessage, TView>(ViewPipe<THandler, TView, IDatabaseOutput> store)
        where TMessage : IMessage<TMessage>
        where TView : IMessageView<TView, TMessage>, allows ref struct =>
        Add(new StoredView<THandler, TMessage, TView>(store), Progress.InDatabase);
}
