using System.Data.Common;
using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class StoreTests
{
    private static readonly MessageContext Context = new()
    {
        Topic = "t",
        Partition = 0,
        Offset = 5,
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task Handlers_get_the_open_transaction_as_the_type_they_ask_for()
    {
        var stores = new Stores();
        var transaction = new OwnTransaction();
        Assert.Equal([new A(1)], await SentAsync(stores, new One(1), transaction));
        Assert.Empty(await SentAsync(stores, new Two(1), transaction));
        Assert.Equal([transaction, transaction], stores.Seen);
    }

    [Fact]
    public async Task Handler_without_a_transaction_is_in_the_same_group_and_sends_into_it() =>
        Assert.Equal([new B(3)], await SentAsync(new Stores(), new Three(3), new OwnTransaction()));

    [Fact]
    public void Every_type_that_is_returned_is_named_as_an_output()
    {
        var group = new RecordingStores();
        group.AddStores();
        Assert.Equal([typeof(A), typeof(B)], group.Outputs);
    }

    private static async Task<List<object>> SentAsync<T>(Stores stores, T message, DbTransaction transaction)
    {
        var group = new RecordingStores();
        group.AddStores();
        var output = new RecordingOutput(transaction);
        await ((MessageStore<Stores, T>)group.Handlers[typeof(T)])(
            stores, message, Context, output, CancellationToken.None);
        return output.Sent;
    }

    private sealed class RecordingOutput(DbTransaction transaction) : IDatabaseOutput
    {
        public DbTransaction Transaction => transaction;

        internal List<object> Sent { get; } = [];

        public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken)
            where T : IMessage<T>
        {
            Sent.Add(message);
            return default;
        }
    }

    private sealed class RecordingStores : ITypedStreamsBuilder, IConsumerGroupBuilder<Stores>
    {
        internal Dictionary<Type, Delegate> Handlers { get; } = [];

        internal List<Type> Outputs { get; } = [];

        public ITypedStreamsBuilder AddConsumerGroup<THandler>(
            string group, Action<IConsumerGroupBuilder<THandler>> configure)
            where THandler : class
        {
            configure((IConsumerGroupBuilder<THandler>)(object)this);
            return this;
        }

        public IConsumerGroupBuilder<Stores> Handle<TMessage>(MessageHandler<Stores, TMessage> handler)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not an at-least-once group.");

        public IConsumerGroupBuilder<Stores> Pipe<TMessage>(MessagePipe<Stores, TMessage> pipe)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a pipeline.");

        public IConsumerGroupBuilder<Stores> Store<TMessage>(MessageStore<Stores, TMessage> store)
            where TMessage : IMessage<TMessage>
        {
            Handlers.Add(typeof(TMessage), store);
            return this;
        }

        public IConsumerGroupBuilder<Stores> Concurrency(int messages) =>
            throw new InvalidOperationException("Nothing is said about it.");

        public IConsumerGroupBuilder<Stores> Policy<TMessage>(HandlingPolicy policy)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Nothing is said about it.");

        public IConsumerGroupBuilder<Stores> HandleBatch<TMessage>(BatchHandler<Stores, TMessage> handler)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Stores> PipeBatch<TMessage>(BatchPipe<Stores, TMessage> pipe)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Stores> StoreBatch<TMessage>(BatchStore<Stores, TMessage> store)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Stores> Batch<TMessage>(BatchOptions options)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Stores> Output<TMessage>()
            where TMessage : IMessage<TMessage>
        {
            Outputs.Add(typeof(TMessage));
            return this;
        }
    }
}
