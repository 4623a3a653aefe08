// What generated registration says about a consumer group; collected while the host is built, read when it starts.

using TypedStreams.Pipelines;

namespace TypedStreams.Consuming;

internal sealed class GroupDefinition<THandler>(string name) : IConsumerGroupBuilder<THandler>
    where THandler : class
{
    private readonly List<MessageType<THandler>> _types = [];
    private readonly Dictionary<Type, OutputType> _outputs = [];

    internal string Name => name;

    internal IReadOnlyList<MessageType<THandler>> Types => _types;

    internal IReadOnlyCollection<OutputType> Outputs => _outputs.Values;

    /// <summary>True when what the handlers return and the group's offsets commit in transactions.</summary>
    internal bool IsExactlyOnce { get; private set; }

    public IConsumerGroupBuilder<THandler> Handle<TMessage>(MessageHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage> =>
        Add(new HandledType<THandler, TMessage>(handler), isExactlyOnce: false);

    public IConsumerGroupBuilder<THandler> Pipe<TMessage>(MessagePipe<THandler, TMessage> pipe)
        where TMessage : IMessage<TMessage> =>
        Add(new PipedType<THandler, TMessage>(pipe), isExactlyOnce: true);

    public IConsumerGroupBuilder<THandler> Output<TMessage>()
        where TMessage : IMessage<TMessage>
    {
        _outputs.TryAdd(typeof(TMessage), new OutputType<TMessage>());
        return this;
    }

    /// <summary>Messages of a partition that are handled at once; 0 when the configuration decides.</summary>
    internal int DeclaredConcurrency { get; private set; }

    public IConsumerGroupBuilder<THandler> Concurrency(int messages)
    {
        DeclaredConcurrency = messages;
        return this;
    }

    public IConsumerGroupBuilder<THandler> Policy<TMessage>(HandlingPolicy policy)
        where TMessage : IMessage<TMessage>
    {
        _types.Single(type => type is MessageType<THandler, TMessage>).Policy = policy;
        return this;
    }

    private GroupDefinition<THandler> Add<TMessage>(MessageType<THandler, TMessage> type, bool isExactlyOnce)
        where TMessage : IMessage<TMessage>
    {
        if (_types.Exists(other => other is MessageType<THandler, TMessage>))
        {
            throw new InvalidOperationException(
                $"Consumer group '{name}' has two handlers for {typeof(TMessage).Name}. "
                + "Keep one; call the other from it.");
        }

        if (_types.Count > 0 && IsExactlyOnce != isExactlyOnce)
        {
            throw new InvalidOperationException(
                $"Consumer group '{name}' has handlers that are exactly once and others that are not. "
                + "Give all of them the same, or make two groups.");
        }

        IsExactlyOnce = isExactlyOnce;
        _types.Add(type);
        return this;
    }
}
