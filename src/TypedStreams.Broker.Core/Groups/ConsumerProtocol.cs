// What members of a classic group of consumers tell each other, as far as a coordinator must understand it when such
// members are in a consumer group (KIP-848): a 2-byte version, then ConsumerProtocolSubscription or
// ConsumerProtocolAssignment. A later version only adds fields at the end, so the highest known one reads it.
using System.Buffers.Binary;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

internal static class ConsumerProtocol
{
    /// <summary>The protocol type of groups of consumers.</summary>
    internal const string Type = "consumer";

    /// <summary>A subscription; null when the bytes are none.</summary>
    internal static ConsumerProtocolSubscription? ReadSubscription(ReadOnlyMemory<byte> bytes) =>
        Read<ConsumerProtocolSubscription>(bytes);

    /// <summary>The topics of a subscription, each once, in order.</summary>
    internal static List<string> NamesOf(ConsumerProtocolSubscription subscription) =>
        subscription.Topics.Distinct().Order(StringComparer.Ordinal).ToList();

    /// <summary>The partitions of an assignment whose topics exist; none when the bytes are none.</summary>
    internal static IEnumerable<TopicPartitionId> ReadAssignment(ReadOnlyMemory<byte> bytes, ClusterImage image) =>
        Read<ConsumerProtocolAssignment>(bytes)?.AssignedPartitions.SelectMany(
            topic => Known(topic.Topic, topic.Partitions, image)) ?? [];

    /// <summary>The partitions that a subscription says its member has, as far as their topics exist.</summary>
    internal static IEnumerable<TopicPartitionId> OwnedBy(
        ConsumerProtocolSubscription subscription, ClusterImage image) =>
        subscription.OwnedPartitions.SelectMany(topic => Known(topic.Topic, topic.Partitions, image));

    /// <summary>An assignment in the version of the member's own subscription.</summary>
    internal static ReadOnlyMemory<byte> WriteAssignment(
        IEnumerable<TopicPartitionId> partitions, Func<Guid, string?> nameOf, ClassicTraits traits)
    {
        var assignment = new ConsumerProtocolAssignment { UserData = null };
        foreach (var topic in ConsumerGroupRecords.ByTopic(partitions))
        {
            if (nameOf(topic.Key) is { } name)
            {
                assignment.AssignedPartitions.Add(new ConsumerProtocolAssignment.TopicPartition
                {
                    Topic = name,
                    Partitions = topic.Select(partition => partition.Partition).ToList(),
                });
            }
        }

        return RecordBytes.Encode(VersionOf<ConsumerProtocolAssignment>(traits.Preferred.Metadata), assignment);
    }

    private static IEnumerable<TopicPartitionId> Known(string topic, List<int> partitions, ClusterImage image) =>
        image.Topics.TryGetValue(topic, out TopicImage? known)
            ? partitions.Select(partition => new TopicPartitionId(known.Id, partition))
            : [];

    private static T? Read<T>(ReadOnlyMemory<byte> bytes)
        where T : class, IWireMessage<T>
    {
        if (bytes.Length < sizeof(short) || BinaryPrimitives.ReadInt16BigEndian(bytes.Span) < 0)
        {
            return null;
        }

        try
        {
            var reader = new WireReader(bytes[sizeof(short)..]);
            return T.Read(ref reader, VersionOf<T>(bytes));
        }
        catch (MalformedMessageException)
        {
            return null;
        }
    }

    private static short VersionOf<T>(ReadOnlyMemory<byte> bytes)
        where T : IWireMessage<T> =>
        Math.Clamp(BinaryPrimitives.ReadInt16BigEndian(bytes.Span), T.MinVersion, T.MaxVersion);
}
