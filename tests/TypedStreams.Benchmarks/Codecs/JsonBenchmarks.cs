using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The generated JSON codec beside System.Text.Json with its source generation.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class JsonBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1_024);
    private Utf8JsonWriter _writer = null!;
    private byte[] _encoded = [];

    /// <summary>Encodes once, and makes sure that both codecs agree to the byte.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _writer = new Utf8JsonWriter(_output);
        Codec<JsonFormat>.Write(Order.Sample, _output);
        _encoded = _output.WrittenSpan.ToArray();
        if (!JsonSerializer.SerializeToUtf8Bytes(Order.Sample, OrderJson.Default.Order).AsSpan().SequenceEqual(_encoded)
            || !Codec<JsonFormat>.Read(_encoded).Lines.SequenceEqual(Order.Sample.Lines))
        {
            throw new InvalidOperationException("The codecs disagree; their times would compare unlike things.");
        }
    }

    /// <summary>The yardstick for writing: the fast path, with a writer that is used again.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    public int WriteBySystemTextJson()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, Order.Sample, OrderJson.Default.Order);
        _writer.Flush();
        return _output.WrittenCount;
    }

    /// <summary>Writing with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("write")]
    public int WriteGenerated()
    {
        _output.ResetWrittenCount();
        Codec<JsonFormat>.Write(Order.Sample, _output);
        return _output.WrittenCount;
    }

    /// <summary>The yardstick for reading.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    public Order? ReadBySystemTextJson() => JsonSerializer.Deserialize(_encoded, OrderJson.Default.Order);

    /// <summary>Reading with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("read")]
    public Order ReadGenerated() => Codec<JsonFormat>.Read(_encoded);
}

/// <summary>What System.Text.Json generates for the order.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
