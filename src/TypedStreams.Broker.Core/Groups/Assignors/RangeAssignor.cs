// The range assignor: of each topic every subscriber gets a run of neighbours, in the order of the members,
// so that partitions of the same index in topics of the same size meet in one member.
namespace TypedStreams.Broker.Core.Groups.Assignors;

internal sealed class RangeAssignor : IPartitionAssignor
{
    /// <inheritdoc/>
    public string Name => "range";

    /// <inheritdoc/>
    public IReadOnlyList<HashSet<TopicPartitionId>> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<AssignorTopic> topics)
    {
        var result = members.Select(_ => new HashSet<TopicPartitionId>()).ToList();

        // Static members first and by their names: a restart under a new member id changes nothing.
        int[] order =
        [
            .. Enumerable.Range(0, members.Count)
                .OrderBy(index => members[index].InstanceId is null)
                .ThenBy(index => members[index].InstanceId ?? members[index].MemberId, StringComparer.Ordinal),
        ];
        foreach (AssignorTopic topic in topics)
        {
            int[] subscribers = [.. order.Where(index => members[index].Topics.Contains(topic.TopicId))];
            int next = 0;
            for (int i = 0; i < subscribers.Length; i++)
            {
                int share = (topic.PartitionCount / subscribers.Length)
                    + (i < topic.PartitionCount % subscribers.Length ? 1 : 0);
                for (int end = next + share; next < end; next++)
                {
                    result[subscribers[i]].Add(new TopicPartitionId(topic.TopicId, next));
                }
            }
        }

        return result;
    }
}
