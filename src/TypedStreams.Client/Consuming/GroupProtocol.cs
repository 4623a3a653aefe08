// What members of a classic consumer group tell each other: a 2-byte version, then ConsumerProtocolSubscription or
// ConsumerProtocolAssignment. Written in version 0, which every client of any language reads; read in any.
using System.Buffers;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Subscriptions and assignments as bytes.</summary>
internal static class GroupProtocol
{
    public const string Type = "consumer";

    public static ReadOnlyMemory<byte> WriteSubscription(IReadOnlyCollection<string> topics) =>
        Write(new ConsumerProtocolSubscription { Topics = [.. topics.Order(StringComparer.Ordinal)] });

    public static ReadOnlyMemory<byte> WriteAssignment(IReadOnlyCollection<TopicPartition> partitions) =>
        Write(new ConsumerProtocolAssignment
        {
            AssignedPartitions = [.. partitions.GroupBy(partition => partition.Topic).Select(topic =>
                new ConsumerProtocolAssignment.TopicPartition
                {
                    Topic = topic.Key,
                    Partitions = [.. topic.Select(partition => partition.Partition).Order()],
                })],
        });

    /// <exception cref="MalformedMessageException">The bytes are not a subscription.</exception>
    public static IReadOnlyList<string> ReadSubscription(ReadOnlyMemory<byte> bytes) =>
        Read<ConsumerProtocolSubscription>(bytes)?.Topics ?? [];

    /// <exception cref="MalformedMessageException">The bytes are not an assignment.</exception>
    public static IReadOnlyList<TopicPartition> ReadAssignment(ReadOnlyMemory<byte> bytes) =>
    [
        .. (Read<ConsumerProtocolAssignment>(bytes)?.AssignedPartitions ?? []).SelectMany(topic =>
            topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition))),
    ];

    // A later version only adds fields at the end, so the highest known one reads it.
    private static T? Read<T>(ReadOnlyMemory<byte> bytes)
        where T : class, IWireMessage<T>
    {
        if (bytes.IsEmpty)
            return null;

        var reader = new WireReader(bytes);
        short version = Math.Clamp(reader.ReadInt16(), T.MinVersion, T.MaxVersion);
        return T.Read(ref reader, version);
    }

    private static ReadOnlyMemory<byte> Write<T>(T message)
        where T : IWireMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output);
        writer.WriteInt16(0);
        message.Write(ref writer, version: 0);
        writer.Flush();
        return output.WrittenMemory;
    }
}
