// What generated registration says about a consumer group; collected while the host is built, read when it starts.

namespace TypedStreams.Consuming;

internal sealed class GroupDefinition<THandler>(string name) : IConsumerGroupBuilder<THandler>
    where THandler : class
{
    private readonly List<MessageType<THandler>> _types = [];

    internal string Name => name;

    internal IReadOnlyList<MessageType<THandler>> Types => _types;

    public IConsumerGroupBuilder<THandler> Handle<TMessage>(MessageHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage>
    {
        if (_types.Exists(type => type is MessageType<THandler, TMessage>))
        {
            throw new InvalidOperationException(
                $"Consumer group '{name}' has two handlers for {typeof(TMessage).Name}. "
                + "Keep one; call the other from it.");
        }

        _types.Add(new MessageType<THandler, TMessage>(handler));
        return this;
    }
}
