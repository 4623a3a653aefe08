// The codecs by themselves, so that damage is not caught by the batch header first.
using System.Buffers;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Fuzz;

internal sealed class CompressionTarget : IFuzzTarget
{
    private const int MaxBytes = 1 << 18;

    private readonly PooledBuffer _output = new(MaxBytes);

    public string Name => "compressed records";

    public FuzzInput Create(Random random)
    {
        byte[] data = new byte[random.Next(1 << random.Next(1, 17))];
        random.NextBytes(data.AsSpan(0, data.Length / 2));
        var codec = (CompressionType)random.Next(1, 5);
        var packed = new ArrayBufferWriter<byte>();
        RecordCompression.Compress(codec, data, packed);
        return new FuzzInput(codec, 0, packed.WrittenSpan.ToArray());
    }

    public void Decode(FuzzInput input)
    {
        _output.Clear();
        RecordCompression.Decompress((CompressionType)input.Decoder, input.Bytes, _output, MaxBytes);
    }

    public long AllocationLimit(int inputLength) => 2L * MaxBytes + 256L * inputLength;
}
