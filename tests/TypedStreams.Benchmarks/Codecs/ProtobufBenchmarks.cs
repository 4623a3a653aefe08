using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The generated Protobuf codec beside Google.Protobuf and the class that protoc makes for it.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ProtobufBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1_024);
    private readonly byte[] _span = new byte[1_024];
    private Google.Order _order = new();
    private byte[] _encoded = [];

    /// <summary>Encodes once, and makes sure that both codecs agree to the byte.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Codec<ProtobufFormat>.Write(Order.Sample, _output);
        _encoded = _output.WrittenSpan.ToArray();
        _order = Google.Order.Parser.ParseFrom(_encoded);
        if (!_order.ToByteArray().AsSpan().SequenceEqual(_encoded)
            || !Codec<ProtobufFormat>.Read(_encoded).Lines.SequenceEqual(Order.Sample.Lines))
        {
            throw new InvalidOperationException("The codecs disagree; their times would compare unlike things.");
        }
    }

    /// <summary>The yardstick for writing.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    public int WriteByGoogle()
    {
        var span = _span.AsSpan(0, _encoded.Length);
        _order.WriteTo(span);
        return span.Length;
    }

    /// <summary>Writing with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("write")]
    public int WriteGenerated()
    {
        _output.ResetWrittenCount();
        Codec<ProtobufFormat>.Write(Order.Sample, _output);
        return _output.WrittenCount;
    }

    /// <summary>The yardstick for reading.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    public Google.Order ReadByGoogle() => Google.Order.Parser.ParseFrom(_encoded);

    /// <summary>Reading with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("read")]
    public Order ReadGenerated() => Codec<ProtobufFormat>.Read(_encoded);
}
