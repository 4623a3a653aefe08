// The same pipeline as a person writes it on Confluent.Kafka: consume, convert, produce, and commit the positions in
// the transaction, so many inputs each. The codecs are the generated ones, so that only the clients differ.
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace TypedStreams.Benchmarks.Pipelines;

internal sealed class ConfluentPipeline(string bootstrap, string source, string target, string group, int batch)
{
    private const int FramingBytes = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal CommitTimes Commits { get; } = new();

    /// <summary>Loads the native library from the folder that TYPEDSTREAMS_SHARED names.</summary>
    internal static void LoadLibrary()
    {
        string shared = Environment.GetEnvironmentVariable("TYPEDSTREAMS_SHARED")
            ?? throw new InvalidOperationException("TYPEDSTREAMS_SHARED must name the folder that holds librdkafka.");
        string file = Path.Combine(shared, "librdkafka", "librdkafka.so.1");
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => name switch
        {
            "libdl" => NativeLibrary.Load("libdl.so.2"),
            "librdkafka" => NativeLibrary.Load(file),
            _ => 0,
        });
        Library.Load(file);
    }

    /// <summary>Runs until it is told to end. Blocks.</summary>
    internal void Run(int targetSchemaId, CancellationToken cancellationToken)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).Build();
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            TransactionalId = group,
            LingerMs = 5,
        }).Build();
        consumer.Subscribe(source);
        producer.InitTransactions(Patience);
        var output = new ArrayBufferWriter<byte>();
        while (!cancellationToken.IsCancellationRequested)
        {
            Transact(consumer, producer, targetSchemaId, output);
        }

        consumer.Close();
    }

    private void Transact(
        IConsumer<byte[], byte[]> consumer,
        IProducer<byte[], byte[]> producer,
        int schemaId,
        ArrayBufferWriter<byte> output)
    {
        var next = new Dictionary<TopicPartition, Offset>();
        int count = 0;
        while (count < batch && consumer.Consume(millisecondsTimeout: 100) is { } input)
        {
            if (count++ == 0)
            {
                producer.BeginTransaction();
            }

            Reading reading = Read<Reading>(input.Message.Value.AsSpan(FramingBytes));
            output.ResetWrittenCount();
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(FramingBytes)[1..], schemaId);
            output.GetSpan(FramingBytes)[0] = 0;
            output.Advance(FramingBytes);
            Write(Converter.Convert(reading), output);
            producer.Produce(
                target,
                new Message<byte[], byte[]> { Key = input.Message.Key, Value = output.WrittenSpan.ToArray() });
            next[input.TopicPartition] = input.Offset + 1;
        }

        if (count > 0)
        {
            long started = Stopwatch.GetTimestamp();
            producer.SendOffsetsToTransaction(
                next.Select(at => new TopicPartitionOffset(at.Key, at.Value)),
                consumer.ConsumerGroupMetadata,
                Patience);
            producer.CommitTransaction(Patience);
            Commits.Add(Stopwatch.GetElapsedTime(started));
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> payload)
        where T : IMessage<T> => T.Read(payload);

    private static void Write<T>(T message, IBufferWriter<byte> output)
        where T : IMessage<T> => T.Write(message, output);
}
