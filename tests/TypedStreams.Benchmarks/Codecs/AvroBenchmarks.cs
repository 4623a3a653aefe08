using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The generated Avro codec beside hand-written code for the same record.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class AvroBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1_024);
    private readonly byte[] _span = new byte[1_024];
    private byte[] _encoded = [];

    /// <summary>Encodes once, and makes sure that both codecs agree to the byte.</summary>
    [GlobalSetup]
    public void Setup()
    {
        int length = HandWrittenOrder.Write(Order.Sample, _span);
        _encoded = _span[..length];
        Write(Order.Sample, _output);
        if (!_output.WrittenSpan.SequenceEqual(_encoded)
            || !HandWrittenOrder.Read(_encoded).Lines.SequenceEqual(Order.Sample.Lines))
        {
            throw new InvalidOperationException("The codecs disagree; their times would compare unlike things.");
        }
    }

    /// <summary>The yardstick for writing.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    public int WriteByHand() => HandWrittenOrder.Write(Order.Sample, _span);

    /// <summary>Writing with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("write")]
    public int WriteGenerated()
    {
        _output.ResetWrittenCount();
        Write(Order.Sample, _output);
        return _output.WrittenCount;
    }

    /// <summary>The yardstick for reading.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    public Order ReadByHand() => HandWrittenOrder.Read(_encoded);

    /// <summary>Reading with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("read")]
    public Order ReadGenerated() => Read<Order>(_encoded);

    // Through the contract's static members, as producers and handlers call them.
    private static void Write<T>(T message, IBufferWriter<byte> output)
        where T : IMessage<T> => T.Write(message, output);

    private static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : IMessage<T> => T.Read(bytes);
}
