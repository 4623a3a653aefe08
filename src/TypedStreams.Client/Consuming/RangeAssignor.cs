// Kafka's range assignment, the same in every client, so that this member can lead a group of foreign ones: of each
// topic, each subscribed member gets a run of neighbouring partitions, the first ones one more where it does not come
// out even. Members stand in order of their instance ids, those without one behind, in order of their member ids.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>A member as the leader of the group sees it.</summary>
internal sealed record GroupSubscriber(string MemberId, string? InstanceId, IReadOnlyList<string> Topics);

/// <summary>Distributes partitions over members.</summary>
internal static class RangeAssignor
{
    public const string Name = "range";

    public static Dictionary<string, List<TopicPartition>> Assign(
        IReadOnlyCollection<GroupSubscriber> members, Func<string, int> partitionCount)
    {
        Dictionary<string, List<TopicPartition>> assignments =
            members.ToDictionary(member => member.MemberId, _ => new List<TopicPartition>());
        GroupSubscriber[] ordered =
        [
            .. members
                .OrderBy(member => member.InstanceId is null)
                .ThenBy(member => member.InstanceId ?? member.MemberId, StringComparer.Ordinal),
        ];
        foreach (string topic in members.SelectMany(member => member.Topics).Distinct())
        {
            GroupSubscriber[] takers = [.. ordered.Where(member => member.Topics.Contains(topic))];
            int count = partitionCount(topic);
            int next = 0;
            for (int i = 0; i < takers.Length; i++)
            {
                int share = count / takers.Length + (i < count % takers.Length ? 1 : 0);
                for (int taken = 0; taken < share; taken++)
                    assignments[takers[i].MemberId].Add(new TopicPartition(topic, next++));
            }
        }

        return assignments;
    }
}
