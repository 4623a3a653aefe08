// Record batches with every codec, walked to the last header of the last record.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Fuzz;

internal sealed class BatchTarget : IFuzzTarget
{
    private const int MaxBytes = 1 << 20;

    private readonly PooledBuffer _scratch = new(MaxBytes);
    private readonly RecordBatchBuilder _builder = new();

    public string Name => "record batches";

    public FuzzInput Create(Random random)
    {
        _builder.Reset();
        for (int i = random.Next(8); i >= 0; i--)
        {
            byte[] key = new byte[random.Next(20)];
            byte[] value = new byte[random.Next(200)];
            random.NextBytes(key);
            RecordHeader[] headers = random.Next(2) == 0 ? [new("h", value), new("n", null)] : [];
            _builder.Append(random.NextInt64(1L << 41), key, random.Next(4) == 0, value, random.Next(4) == 0, headers);
        }

        var compression = (CompressionType)random.Next(5);
        byte[] batch = _builder.Build(new RecordBatchOptions { Compression = compression }).ToArray();
        return new FuzzInput(compression, RecordBatchHeader.CurrentMagic, batch);
    }

    public void Decode(FuzzInput input)
    {
        foreach (RecordBatch batch in new RecordBatchReader(input.Bytes))
        {
            RecordReader records = batch.ReadRecords(_scratch, MaxBytes);
            while (records.MoveNext())
            {
                _ = records.Key.Length + records.Value.Length;
                RecordHeaderReader headers = records.Headers;
                while (headers.MoveNext())
                    _ = headers.Utf8Key.Length + headers.Value.Length;
            }
        }
    }

    // GZipStream and the snappy library have buffers of their own; what they unpack to is bounded by the limit.
    public long AllocationLimit(int inputLength) => 2L * MaxBytes + 256L * inputLength;
}
