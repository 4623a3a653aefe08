// A row of the outbox as the client's open batch takes it.

using System.Buffers;
using TypedStreams.Client;

namespace TypedStreams.Outbox;

internal readonly struct OutboxRecord(OutboxRow row) : IRecordWriter
{
    public bool HasKey => row.Key is not null;

    public bool HasValue => true;

    public void WriteKey(IBufferWriter<byte> output) => output.Write(row.Key!);

    public void WriteValue(IBufferWriter<byte> output) => output.Write(row.Value);
}
