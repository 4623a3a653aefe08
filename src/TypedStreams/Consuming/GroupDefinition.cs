// What generated registration says about a consumer group; collected while the host is built, read when it starts.

using TypedStreams.Consuming.Batches;
using TypedStreams.Pipelines;

namespace TypedStreams.Consuming;

internal sealed partial class GroupDefinition<THandler>(string name) : IConsumerGroupBuilder<THandler>
    where THandler : class
{
    private readonly List<MessageType<THandler>> _types = [];
    private readonly Dictionary<Type, OutputType> _outputs = [];

    internal string Name => name;

    internal IReadOnlyList<MessageType<THandler>> Types => _types;

    internal IReadOnlyCollection<OutputType> Outputs => _outputs.Values;

    /// <summary>True when messages leave the group's database: outputs, or letters.</summary>
    internal bool NeedsOutbox => Progress == Progress.InDatabase
        && (_outputs.Count > 0 || _types.Exists(type => type.Policy.DeadLetters));

    /// <summary>Where the group's progress commits, and with what.</summary>
    internal Progress Progress { get; private set; }

    public IConsumerGroupBuilder<THandler> Handle<TMessage>(MessageHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage> =>
        Add(new HandledType<THandler, TMessage>(handler), Progress.WithOffsets);

    public IConsumerGroupBuilder<THandler> Pipe<TMessage>(MessagePipe<THandler, TMessage> pipe)
        where TMessage : IMessage<TMessage> =>
        Add(new PipedType<THandler, TMessage>(pipe), Progress.InTransaction);

    public IConsumerGroupBuilder<THandler> Store<TMessage>(MessageStore<THandler, TMessage> store)
        where TMessage : IMessage<TMessage> =>
        Add(new StoredType<THandler, TMessage>(store), Progress.InDatabase);

    public IConsumerGroupBuilder<THandler> HandleBatch<TMessage>(BatchHandler<THandler, TMessage> handler)
        where TMessage : IMessage<TMessage> =>
        Add(new HandledBatchType<THandler, TMessage>(handler), Progress.WithOffsets);

    public IConsumerGroupBuilder<THandler> PipeBatch<TMessage>(BatchPipe<THandler, TMessage> pipe)
        where TMessage : IMessage<TMessage> =>
        Add(new PipedBatchType<THandler, TMessage>(pipe), Progress.InTransaction);

    public IConsumerGroupBuilder<THandler> StoreBatch<TMessage>(BatchStore<THandler, TMessage> store)
        where TMessage : IMessage<TMessage> =>
        Add(new StoredBatchType<THandler, TMessage>(store), Progress.InDatabase);

    public IConsumerGroupBuilder<THandler> Batch<TMessage>(BatchOptions options)
        where TMessage : IMessage<TMessage>
    {
        _types.Single(type => type is MessageType<THandler, TMessage> && type.IsBatch).Batch = options;
        return this;
    }

    /// <summary>True when a handler takes several messages in a call.</summary>
    internal bool HasBatches => _types.Exists(type => type.IsBatch);

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

    private GroupDefinition<THandler> Add<TMessage>(MessageType<THandler, TMessage> type, Progress progress)
        where TMessage : IMessage<TMessage>
    {
        if (_types.Exists(other => other is MessageType<THandler, TMessage>))
        {
            throw new InvalidOperationException(
                $"Consumer group '{name}' has two handlers for {typeof(TMessage).Name}. "
                + "Keep one; call the other from it.");
        }

        if (_types.Count > 0 && Progress != progress)
        {
            throw new InvalidOperationException(
                $"Consumer group '{name}' has handlers whose progress commits in different ways ({Progress}, "
                + $"{progress}). Give all of them the same, or make two groups.");
        }

        Progress = progress;
        _types.Add(type);
        return this;
    }
}

/// <summary>Where the progress of a group commits, and with what.</summary>
internal enum Progress
{
    /// <summary>In the group's offsets, after messages are handled: at least once.</summary>
    WithOffsets = 0,

    /// <summary>In the group's offsets, within the Kafka transaction that holds what handlers return.</summary>
    InTransaction = 1,

    /// <summary>In the application's database, within the transaction that holds what handlers write.</summary>
    InDatabase = 2,
}
