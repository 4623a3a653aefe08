using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class PipeTests
{
    private static readonly MessageContext Context = new()
    {
        Topic = "t",
        Partition = 0,
        Offset = 5,
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task Returned_message_is_sent() => Assert.Equal([new A(1)], await SentAsync(new One(1)));

    [Fact]
    public async Task Null_sends_nothing_where_it_is_allowed()
    {
        Assert.Equal([new A(1)], await SentAsync(new Two(1)));
        Assert.Empty(await SentAsync(new Two(0)));
    }

    [Fact]
    public async Task Sequences_are_sent_in_order_at_once_or_as_they_come()
    {
        Assert.Equal([new B(0), new B(1)], await SentAsync(new Three(2)));
        Assert.Equal([new B(0), new B(1), new B(2)], await SentAsync(new Four(3)));
    }

    [Fact]
    public async Task Items_of_a_tuple_are_sent_in_order_and_those_that_are_null_are_left_out()
    {
        Assert.Equal([new A(1)], await SentAsync(new Five(1)));
        Assert.Equal(
            [new A(4), new C(4), new B(1), new B(3), new B(4)], await SentAsync(new Five(4)));
        Assert.Equal([new A(9), new A(9), new B(1), new B(2)], await SentAsync(new Seven(9)));
    }

    [Fact]
    public async Task Handler_without_a_result_sends_nothing_and_its_failure_reaches_the_caller()
    {
        Assert.Empty(await SentAsync(new Six(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SentAsync(new Six(-1)));
    }

    [Fact]
    public void Every_type_that_is_returned_is_named_as_an_output()
    {
        var group = new RecordingPipes();
        group.AddPipes();
        Assert.Equal([typeof(A), typeof(B), typeof(C)], group.Outputs);
    }

    private static async Task<List<object>> SentAsync<T>(T message)
    {
        var group = new RecordingPipes();
        group.AddPipes();
        var output = new RecordingOutput();
        await ((MessagePipe<Pipes, T>)group.Handlers[typeof(T)])(
            new Pipes(), message, Context, output, CancellationToken.None);
        return output.Sent;
    }

    private sealed class RecordingOutput : IPipelineOutput
    {
        internal List<object> Sent { get; } = [];

        public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken)
            where T : IMessage<T>
        {
            Sent.Add(message);
            return default;
        }
    }

    private sealed class RecordingPipes : ITypedStreamsBuilder, IConsumerGroupBuilder<Pipes>
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

        public IConsumerGroupBuilder<Pipes> Handle<TMessage>(MessageHandler<Pipes, TMessage> handler)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not an at-least-once group.");

        public IConsumerGroupBuilder<Pipes> Pipe<TMessage>(MessagePipe<Pipes, TMessage> pipe)
            where TMessage : IMessage<TMessage>
        {
            Handlers.Add(typeof(TMessage), pipe);
            return this;
        }

        public IConsumerGroupBuilder<Pipes> Store<TMessage>(MessageStore<Pipes, TMessage> store)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a database group.");

        public IConsumerGroupBuilder<Pipes> HandleBatch<TMessage>(BatchHandler<Pipes, TMessage> handler)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Pipes> PipeBatch<TMessage>(BatchPipe<Pipes, TMessage> pipe)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Pipes> StoreBatch<TMessage>(BatchStore<Pipes, TMessage> store)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Pipes> Batch<TMessage>(BatchOptions options)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<Pipes> Output<TMessage>()
            where TMessage : IMessage<TMessage>
        {
            Outputs.Add(typeof(TMessage));
            return this;
        }

        public IConsumerGroupBuilder<Pipes> Concurrency(int messages) =>
            throw new InvalidOperationException("The group says nothing about it.");

        public IConsumerGroupBuilder<Pipes> Policy<TMessage>(HandlingPolicy policy)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("The group has no policies.");
    }
}
