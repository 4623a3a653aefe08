using System.Buffers;
using TypedStreams.Generators.Tests.Contracts;

namespace TypedStreams.Generators.Tests;

public class RegistrationTests
{
    private static readonly MessageContext Context = new()
    {
        Topic = "t",
        Partition = 0,
        Offset = 5,
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public async Task Registered_handlers_receive_their_messages()
    {
        var host = new RecordingBuilder();
        host.AddBilling();
        var billing = new Billing();
        Assert.Equal("billing", host.Group);
        await host.SendAsync(billing, GoldenMessages.Order, Context);
        await host.SendAsync(billing, new Device(new DeviceId(3)), Context);
        await host.SendAsync(billing, new Ping(), Context);
        Assert.Equal(["order order-1 5 False", "device 3 5 False", "ping"], billing.Calls);
    }

    [Fact]
    public async Task Failure_of_a_static_handler_reaches_the_caller()
    {
        var host = new RecordingBuilder();
        host.AddBilling();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.SendAsync(new Billing(), new Holder.Tick(Guid.Empty, 9), Context).AsTask());
        Assert.Equal("9", error.Message);
    }

    [Fact]
    public void Registration_says_how_much_is_handled_at_once_and_what_follows_a_failure()
    {
        var host = new RecordingBuilder();
        host.AddPatient();

        Assert.Equal(16, host.Concurrency);
        Assert.Equal(new HandlingPolicy { Attempts = 3, DeadLetters = true }, host.Policies[typeof(Ping)]);
        Assert.Equal(
            new HandlingPolicy
            {
                Attempts = 5,
                FirstDelay = TimeSpan.FromMilliseconds(250),
                Factor = 1.5,
                LongestDelay = TimeSpan.FromMinutes(2),
                Jitter = 0,
                DeadLetters = true,
                RetryAfter = [TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)],
            },
            host.Policies[typeof(Device)]);
    }

    [Fact]
    public void Contract_of_a_message_is_reached_through_its_type()
    {
        Assert.Equal(("orders", "orders-value", true), Of<OrderPlaced>());
        Assert.Equal(("everything", "everything-subject", true), Of<Everything>());
        Assert.Equal(("pings", "pings-value", false), Of<Ping>());
    }

    [Fact]
    public void Keys_are_encoded_as_Java_serializers_encode_them()
    {
        Assert.Equal("order-1"u8.ToArray(), KeyOf(GoldenMessages.Order));
        Assert.Equal([0, 0, 1, 2], KeyOf(new Device(new DeviceId(258))));
        Assert.Equal(
            "00112233-4455-6677-8899-aabbccddeeff"u8.ToArray(),
            KeyOf(new Holder.Tick(new Guid("00112233-4455-6677-8899-AABBCCDDEEFF"), 1)));
        Assert.Empty(KeyOf(new Ping()));
    }

    [Fact]
    public void Key_value_and_key_of_a_message_are_the_same_bytes()
    {
        Assert.Equal(KeyOf(GoldenMessages.Order), ((MessageKey)"order-1").Bytes.ToArray());
        Assert.Equal(KeyOf(new Device(new DeviceId(-1))), ((MessageKey)(-1)).Bytes.ToArray());
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE], ((MessageKey)(-2L)).Bytes.ToArray());
    }

    private static (string, string, bool) Of<T>()
        where T : IMessage<T> => (T.Topic, T.Subject, T.HasKey);

    private static byte[] KeyOf<T>(T message)
        where T : IMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        T.WriteKey(message, output);
        return output.WrittenSpan.ToArray();
    }

    private sealed class RecordingBuilder : ITypedStreamsBuilder
    {
        private readonly Dictionary<Type, Delegate> _handlers = [];

        internal string? Group { get; private set; }

        internal int Concurrency { get; set; }

        internal Dictionary<Type, HandlingPolicy> Policies { get; } = [];

        public ITypedStreamsBuilder AddConsumerGroup<THandler>(
            string group, Action<IConsumerGroupBuilder<THandler>> configure)
            where THandler : class
        {
            Group = group;
            configure(new RecordingGroup<THandler>(this, _handlers));
            return this;
        }

        internal ValueTask SendAsync<THandler, TMessage>(THandler handler, TMessage message, MessageContext context) =>
            ((MessageHandler<THandler, TMessage>)_handlers[typeof(TMessage)])(
                handler, message, context, CancellationToken.None);
    }

    private sealed class RecordingGroup<THandler>(RecordingBuilder owner, Dictionary<Type, Delegate> handlers)
        : IConsumerGroupBuilder<THandler>
        where THandler : class
    {
        public IConsumerGroupBuilder<THandler> Handle<TMessage>(MessageHandler<THandler, TMessage> handler)
            where TMessage : IMessage<TMessage>
        {
            handlers.Add(typeof(TMessage), handler);
            return this;
        }

        public IConsumerGroupBuilder<THandler> Pipe<TMessage>(MessagePipe<THandler, TMessage> pipe)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not an exactly-once group.");

        public IConsumerGroupBuilder<THandler> Store<TMessage>(MessageStore<THandler, TMessage> store)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a database group.");

        public IConsumerGroupBuilder<THandler> HandleBatch<TMessage>(BatchHandler<THandler, TMessage> handler)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<THandler> PipeBatch<TMessage>(BatchPipe<THandler, TMessage> pipe)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<THandler> StoreBatch<TMessage>(BatchStore<THandler, TMessage> store)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<THandler> Batch<TMessage>(BatchOptions options)
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not a group of batches.");

        public IConsumerGroupBuilder<THandler> Output<TMessage>()
            where TMessage : IMessage<TMessage> => throw new InvalidOperationException("Not an exactly-once group.");

        public IConsumerGroupBuilder<THandler> Concurrency(int messages)
        {
            owner.Concurrency = messages;
            return this;
        }

        public IConsumerGroupBuilder<THandler> Policy<TMessage>(HandlingPolicy policy)
            where TMessage : IMessage<TMessage>
        {
            owner.Policies.Add(typeof(TMessage), policy);
            return this;
        }
    }
}
