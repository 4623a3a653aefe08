// What the topics that a group reads look like, as one number: when it differs, the group shares them anew.
using System.Buffers.Binary;
using System.Text;
using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Groups;

internal static class TopicHash
{
    /// <summary>FNV-1a over name, id and number of partitions of each topic; 0 when there are none.</summary>
    internal static long Of(List<TopicImage> topics)
    {
        if (topics.Count == 0)
        {
            return 0;
        }

        const ulong Prime = 1_099_511_628_211;
        ulong hash = 14_695_981_039_346_656_037;
        Span<byte> fixedPart = stackalloc byte[20];
        foreach (TopicImage topic in topics)
        {
            topic.Id.TryWriteBytes(fixedPart);
            BinaryPrimitives.WriteInt32BigEndian(fixedPart[16..], topic.Partitions.Length);
            foreach (byte part in Encoding.UTF8.GetBytes(topic.Name))
            {
                hash = unchecked((hash ^ part) * Prime);
            }

            foreach (byte part in fixedPart)
            {
                hash = unchecked((hash ^ part) * Prime);
            }
        }

        return (long)hash;
    }
}
