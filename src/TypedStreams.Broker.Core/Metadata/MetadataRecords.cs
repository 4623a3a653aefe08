// The frame of a metadata record, as Kafka writes it: unsigned varints for frame version (1), kind and version, then
// the body. Owns the table of the kinds that this broker understands and the version it writes of each.
using System.Buffers;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Metadata;

/// <summary>Encodes and decodes the values of records in <c>__cluster_metadata</c>.</summary>
public static class MetadataRecords
{
    private const uint FrameVersion = 1;

    /// <summary>The value of one record. Throws when the type is no metadata record that this broker writes.</summary>
    public static ReadOnlyMemory<byte> Encode(object record) => record switch
    {
        RegisterBrokerRecord broker => Encode(kind: 0, version: 3, broker),
        UnregisterBrokerRecord broker => Encode(kind: 1, version: 0, broker),
        TopicRecord topic => Encode(kind: 2, version: 0, topic),
        PartitionRecord partition => Encode(kind: 3, version: 1, partition),
        ConfigRecord config => Encode(kind: 4, version: 0, config),
        PartitionChangeRecord change => Encode(kind: 5, version: 1, change),
        RemoveTopicRecord removed => Encode(kind: 9, version: 0, removed),
        FeatureLevelRecord feature => Encode(kind: 12, version: 0, feature),
        ClientQuotaRecord quota => Encode(kind: 14, version: 0, quota),
        ProducerIdsRecord producerIds => Encode(kind: 15, version: 0, producerIds),
        NoOpRecord nothing => Encode(kind: 20, version: 0, nothing),
        _ => throw new ArgumentException($"{record.GetType().Name} is not a metadata record that is written here."),
    };

    /// <summary>
    /// The record in a value, or null when its kind is not known here. Throws <see cref="MalformedMessageException"/>
    /// when the value is not a metadata record at all.
    /// </summary>
    public static object? Decode(ReadOnlyMemory<byte> value)
    {
        var reader = new WireReader(value);
        uint frameVersion = reader.ReadUnsignedVarint();
        if (frameVersion != FrameVersion)
        {
            throw new MalformedMessageException(
                "metadata record", position: 0, $"frame version {frameVersion} is not known, only {FrameVersion} is");
        }

        uint kind = reader.ReadUnsignedVarint();
        short version = (short)reader.ReadUnsignedVarint();
        return kind switch
        {
            0 => RegisterBrokerRecord.Read(ref reader, version),
            1 => UnregisterBrokerRecord.Read(ref reader, version),
            2 => TopicRecord.Read(ref reader, version),
            3 => PartitionRecord.Read(ref reader, version),
            4 => ConfigRecord.Read(ref reader, version),
            5 => PartitionChangeRecord.Read(ref reader, version),
            9 => RemoveTopicRecord.Read(ref reader, version),
            12 => FeatureLevelRecord.Read(ref reader, version),
            14 => ClientQuotaRecord.Read(ref reader, version),
            15 => ProducerIdsRecord.Read(ref reader, version),
            20 => NoOpRecord.Read(ref reader, version),
            _ => null,
        };
    }

    private static ReadOnlyMemory<byte> Encode<T>(uint kind, short version, T record)
        where T : IWireMessage<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(buffer);
        writer.WriteUnsignedVarint(FrameVersion);
        writer.WriteUnsignedVarint(kind);
        writer.WriteUnsignedVarint((uint)version);
        record.Write(ref writer, version);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
