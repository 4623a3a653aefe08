using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>Every field of the order: the generated view beside one hand-written pass over the bytes.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ViewBenchmarks
{
    private byte[] _avro = [];
    private byte[] _protobuf = [];

    /// <summary>Encodes once, and makes sure that all sides see the same.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _avro = Encode<Order, AvroFormat>(Order.Sample);
        _protobuf = Encode<Order, ProtobufFormat>(Order.Sample);
        if (AvroByHand() != AvroView() || ProtobufByHand() != ProtobufView() || AvroByHand() != ProtobufByHand())
        {
            throw new InvalidOperationException("The sums differ; their times would compare unlike things.");
        }
    }

    /// <summary>The yardstick for Avro.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("avro")]
    public long AvroByHand() => HandWrittenScan.Avro(_avro);

    /// <summary>The generated view of Avro.</summary>
    [Benchmark]
    [BenchmarkCategory("avro")]
    public long AvroView()
    {
        var order = OrderView.Over(_avro);
        long sum = order.OrderId.Length + order.Customer.Length + order.Country.Length + order.PlacedAtMs
            + (long)order.Total + (order.IsExpress ? 1 : 0);
        foreach (var line in order.Lines)
        {
            sum += line.Sku.Length + line.Quantity + (long)line.Price;
        }

        return sum;
    }

    /// <summary>The yardstick for Protobuf.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("protobuf")]
    public long ProtobufByHand() => HandWrittenScan.Protobuf(_protobuf);

    /// <summary>The generated view of Protobuf.</summary>
    [Benchmark]
    [BenchmarkCategory("protobuf")]
    public long ProtobufView()
    {
        var order = OrderOnProtobuf.Over(_protobuf);
        long sum = order.OrderId.Length + order.Customer.Length + order.Country.Length + order.PlacedAtMs
            + (long)order.Total + (order.IsExpress ? 1 : 0);
        foreach (var line in order.Lines)
        {
            sum += line.Sku.Length + line.Quantity + (long)line.Price;
        }

        return sum;
    }

    private static byte[] Encode<T, TFormat>(T message)
        where T : IMessageCodec<T, TFormat>
        where TFormat : ISchemaFormat
    {
        var output = new ArrayBufferWriter<byte>();
        T.Write(message, output);
        return output.WrittenSpan.ToArray();
    }
}
