// Records as the client's open batch takes them. Structs, so that the generic send is compiled for each message type:
// no boxing, no delegate, and the codec writes where the record will lie on the wire.

using System.Buffers;
using TypedStreams.Client;

namespace TypedStreams.Producing;

internal readonly struct MessageRecord<T>(T message, ValueForm form) : IRecordWriter
    where T : IMessage<T>
{
    public bool HasKey => T.HasKey;

    public bool HasValue => true;

    public void WriteKey(IBufferWriter<byte> output) => T.WriteKey(message, output);

    public void WriteValue(IBufferWriter<byte> output)
    {
        form.WritePrefix(output);
        T.Write(message, output);
    }
}

/// <summary>A record whose bytes are there already.</summary>
internal readonly record struct EncodedRecord(ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value) : IRecordWriter
{
    public bool HasKey => Key is not null;

    public bool HasValue => Value is not null;

    public void WriteKey(IBufferWriter<byte> output) => output.Write(Key.GetValueOrDefault().Span);

    public void WriteValue(IBufferWriter<byte> output) => output.Write(Value.GetValueOrDefault().Span);
}

internal readonly struct Tombstone(MessageKey key) : IRecordWriter
{
    public bool HasKey => true;

    public bool HasValue => false;

    public void WriteKey(IBufferWriter<byte> output) => output.Write(key.Bytes.Span);

    public void WriteValue(IBufferWriter<byte> output)
    {
    }
}
