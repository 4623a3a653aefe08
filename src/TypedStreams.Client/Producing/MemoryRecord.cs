using System.Buffers;

namespace TypedStreams.Client;

/// <summary>A record whose bytes are in memory already.</summary>
internal readonly struct MemoryRecord(ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value) : IRecordWriter
{
    public bool HasKey => key is not null;

    public bool HasValue => value is not null;

    public void WriteKey(IBufferWriter<byte> output) => output.Write(key.GetValueOrDefault().Span);

    public void WriteValue(IBufferWriter<byte> output) => output.Write(value.GetValueOrDefault().Span);
}
