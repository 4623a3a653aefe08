// The assignor of share groups, "simple": partitions are spread over the members that subscribe to their topic; when
// there are more members than partitions, several members read the same one. Nobody has to give anything up first.
using TypedStreams.Broker.Core.Groups;

namespace TypedStreams.Broker.Core.ShareGroups;

internal static class SimpleAssignor
{
    internal const string Name = "simple";

    /// <summary>
    /// The partitions of each member. Every partition of a topic with subscribers has a reader, and every member with
    /// partitions to read reads one at least. The same input gives the same result on every node; a member keeps what
    /// it has where that is as fair as anything else.
    /// </summary>
    internal static Dictionary<string, HashSet<TopicPartitionId>> Assign(
        IReadOnlyList<(string MemberId, IReadOnlySet<Guid> Topics, IReadOnlySet<TopicPartitionId> Current)> members,
        IReadOnlyList<SharedTopic> topics)
    {
        var result = members.ToDictionary(member => member.MemberId, _ => new HashSet<TopicPartitionId>());
        var readers = new SortedDictionary<TopicPartitionId, int>();
        foreach (SharedTopic topic in topics)
        {
            var subscribers = members.Where(member => member.Topics.Contains(topic.Id)).ToList();
            for (int index = 0; index < topic.PartitionCount && subscribers.Count > 0; index++)
            {
                var partition = new TopicPartitionId(topic.Id, index);
                var chosen = subscribers
                    .OrderBy(member => result[member.MemberId].Count)
                    .ThenBy(member => !member.Current.Contains(partition))
                    .First();
                result[chosen.MemberId].Add(partition);
                readers[partition] = 1;
            }
        }

        foreach (var idle in members.Where(member => result[member.MemberId].Count == 0))
        {
            List<TopicPartitionId> open = [.. readers.Keys.Where(partition => idle.Topics.Contains(partition.TopicId))];
            if (open.Count > 0)
            {
                TopicPartitionId chosen = open
                    .OrderBy(partition => readers[partition])
                    .ThenBy(partition => !idle.Current.Contains(partition))
                    .First();
                result[idle.MemberId].Add(chosen);
                readers[chosen]++;
            }
        }

        return result;
    }
}
