// Record batches damaged where their structure is: read to the last header, and given to a log, which must take them or
// say what is wrong with them.
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Fuzz;

internal sealed class StructuredBatchTarget : IFuzzTarget
{
    private const int BatchesOfALog = 2_000;
    private readonly BatchTarget _reader = new();
    private readonly SortedDictionary<string, long> _verdicts = new(StringComparer.Ordinal);
    private PartitionLog _log = NewLog();
    private int _appends;

    public string Name => "batches by structure";

    public string Coverage => string.Join(", ", _verdicts.Select(verdict => $"{verdict.Key} {verdict.Value}"));

    public FuzzInput Create(Random random)
    {
        var compression = (CompressionType)random.Next(5);
        byte[] batch = BatchShape.Damaged(random, compression, isControl: random.Next(8) == 0);
        byte[] input = random.Next(4) == 0 ? [.. batch, .. BatchShape.Damaged(random, compression)] : batch;
        return new FuzzInput(compression, RecordBatchHeader.CurrentMagic, input) { IsDamaged = true };
    }

    public void Decode(FuzzInput input)
    {
        if (++_appends % BatchesOfALog == 0)
            _log = NewLog();
        AppendResult appended = _log.Append(input.Bytes.ToArray(), leaderEpoch: 0, nowMs: 1_000);
        string verdict = appended.Error.ToString();
        _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + 1;
        _reader.Decode(input);
    }

    public long AllocationLimit(int inputLength) => 4 * _reader.AllocationLimit(inputLength);

    private static PartitionLog NewLog()
    {
        var disk = new MemoryDisk();
        disk.CreateDirectory("/log");
        return PartitionLog.Open(disk, "/log/fuzz-0", new LogConfig(), new LogOpenState(false, 0, 0, 0), nowMs: 1_000);
    }
}
