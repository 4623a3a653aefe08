using System.Buffers;
using BenchmarkDotNet.Attributes;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Benchmarks.Codecs;

/// <summary>
/// A record with a union, and its first version (two promotions, one member less and two more, another order) by the
/// reader that is generated for it and by the plan for versions that the build does not know; beside hand-written code.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EvolutionBenchmarks
{
    private const int FirstTime = 1_767_225_600;

    private readonly ArrayBufferWriter<byte> _output = new(1_024);
    private readonly byte[] _span = new byte[1_024];
    private byte[] _encoded = [];
    private byte[] _first = [];
    private ulong _firstFingerprint;
    private AvroReadPlan _plan = null!;

    /// <summary>Encodes once, and makes sure that all ways come to the same.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Write(Move.Sample, _output);
        _encoded = _output.WrittenSpan.ToArray();
        _first = _span[..HandWrittenMove.WriteFirst(Move.Sample, FirstTime, "teller-12", _span)];
        var first = AvroParser.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "schemas", "moves-value", "v1.avsc")));
        _firstFingerprint = AvroFingerprint.Of(first);
        _plan = AvroReadPlan.Create(AvroParser.Parse(Text<Move>()), first);
        Move old = Move.Sample with { At = FirstTime };
        if (!_span.AsSpan(0, HandWrittenMove.Write(Move.Sample, _span)).SequenceEqual(_encoded)
            || ReadByHand() != Move.Sample || ReadGenerated() != Move.Sample || ReadFirstByHand() != old
            || ReadFirstGenerated() != old || ReadFirstByPlan() != old)
        {
            throw new InvalidOperationException("The codecs disagree; their times would compare unlike things.");
        }
    }

    /// <summary>The yardstick for writing a union.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("union write")]
    public int WriteByHand() => HandWrittenMove.Write(Move.Sample, _span);

    /// <summary>Writing a union with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("union write")]
    public int WriteGenerated()
    {
        _output.ResetWrittenCount();
        Write(Move.Sample, _output);
        return _output.WrittenCount;
    }

    /// <summary>The yardstick for reading a union.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("union read")]
    public Move ReadByHand() => HandWrittenMove.Read(_encoded);

    /// <summary>Reading a union with the generated codec.</summary>
    [Benchmark]
    [BenchmarkCategory("union read")]
    public Move ReadGenerated() => Read<Move>(_encoded);

    /// <summary>The yardstick for reading the first version.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("first version read")]
    public Move ReadFirstByHand() => HandWrittenMove.ReadFirst(_first);

    /// <summary>Reading the first version with the reader generated for it.</summary>
    [Benchmark]
    [BenchmarkCategory("first version read")]
    public Move ReadFirstGenerated() => Read<Move>(_firstFingerprint, _first);

    /// <summary>Reading the first version as one that the build does not know: rewritten, then read.</summary>
    [Benchmark]
    [BenchmarkCategory("first version read")]
    public Move ReadFirstByPlan()
    {
        _output.ResetWrittenCount();
        _plan.Rewrite(_first, _output);
        return Read<Move>(_output.WrittenSpan);
    }

    private static void Write<T>(T message, IBufferWriter<byte> output)
        where T : IMessage<T> => T.Write(message, output);

    private static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : IMessage<T> => T.Read(bytes);

    private static T Read<T>(ulong fingerprint, ReadOnlySpan<byte> bytes)
        where T : IMessage<T> => T.Reads(fingerprint)
        ? T.Read(fingerprint, bytes)
        : throw new InvalidOperationException("There is no reader for the first version.");

    private static string Text<T>()
        where T : IMessage<T> => T.SchemaText;
}
