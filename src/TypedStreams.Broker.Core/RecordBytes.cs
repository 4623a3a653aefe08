// A record whose first two bytes say its version: the frame of coordinator keys and values.
using System.Buffers;
using System.Buffers.Binary;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core;

internal static class RecordBytes
{
    /// <summary>The int16 <paramref name="version"/>, then the body at that version.</summary>
    internal static ReadOnlyMemory<byte> Encode<T>(short version, T record)
        where T : IWireMessage<T> => Encode(version, record, version);

    /// <summary>The int16 <paramref name="prefix"/>, then the body at <paramref name="bodyVersion"/>.</summary>
    internal static ReadOnlyMemory<byte> Encode<T>(short prefix, T record, short bodyVersion)
        where T : IWireMessage<T>
    {
        var buffer = new ArrayBufferWriter<byte>(sizeof(short) + record.Size(bodyVersion));
        var writer = new WireWriter(buffer);
        writer.WriteInt16(prefix);
        record.Write(ref writer, bodyVersion);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a body at the version that its first two bytes name.</summary>
    internal static T Decode<T>(ReadOnlyMemory<byte> bytes)
        where T : IWireMessage<T>
    {
        short version = bytes.Length < sizeof(short) ? (short)-1 : BinaryPrimitives.ReadInt16BigEndian(bytes.Span);
        if (version < T.MinVersion || version > T.MaxVersion)
        {
            throw new MalformedMessageException(
                typeof(T).Name, position: 0, $"version {version} is not known, {T.MinVersion} to {T.MaxVersion} are");
        }

        var reader = new WireReader(bytes[sizeof(short)..]);
        return T.Read(ref reader, version);
    }
}
