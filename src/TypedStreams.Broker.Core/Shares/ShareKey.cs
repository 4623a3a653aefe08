using System.Buffers.Text;
using System.Globalization;

namespace TypedStreams.Broker.Core.Shares;

/// <summary>A share partition: one partition as one share group sees it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="TopicId">The topic.</param>
/// <param name="Partition">The partition's index.</param>
public readonly record struct ShareKey(string GroupId, Guid TopicId, int Partition)
{
    /// <summary>
    /// The name that Kafka hashes to find the partition of <c>__share_group_state</c>: group, topic id in its 22
    /// characters, partition.
    /// </summary>
    public string CoordinatorName
    {
        get
        {
            string topic = Base64Url.EncodeToString(TopicId.ToByteArray(bigEndian: true));
            return string.Create(CultureInfo.InvariantCulture, $"{GroupId}:{topic}:{Partition}");
        }
    }
}
