// The uniform assignor: as even as the subscriptions allow, and as few moves as that takes. Where all members subscribe
// to the same topics, their shares differ by one at most. Where they do not, no partition can move to a member that has
// two fewer than its owner.
namespace TypedStreams.Broker.Core.Groups.Assignors;

internal sealed class UniformAssignor : IPartitionAssignor
{
    /// <inheritdoc/>
    public string Name => "uniform";

    /// <inheritdoc/>
    public IReadOnlyList<HashSet<TopicPartitionId>> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<AssignorTopic> topics)
    {
        var counts = topics.ToDictionary(topic => topic.TopicId, topic => topic.PartitionCount);
        var taken = new HashSet<TopicPartitionId>();
        var shares = new List<HashSet<TopicPartitionId>>(members.Count);
        foreach (AssignorMember member in members)
        {
            shares.Add([.. member.Current.Where(held =>
                counts.TryGetValue(held.TopicId, out int count)
                && held.Partition < count
                && member.Topics.Contains(held.TopicId)
                && taken.Add(held))]);
        }

        if (members.Count == 0)
        {
            return shares;
        }

        if (members.All(member => member.Topics.SetEquals(members[0].Topics)))
        {
            ShareEvenly(shares, [.. topics.Where(topic => members[0].Topics.Contains(topic.TopicId))], taken);
        }
        else
        {
            new Balance(members, topics, shares).Run(taken);
        }

        return shares;
    }

    private static void ShareEvenly(
        List<HashSet<TopicPartitionId>> shares, IReadOnlyList<AssignorTopic> topics, HashSet<TopicPartitionId> taken)
    {
        int total = topics.Sum(topic => topic.PartitionCount);
        (int floor, int extra) = Math.DivRem(total, shares.Count);
        int[] limits = new int[shares.Count];
        for (int i = 0; i < limits.Length; i++)
        {
            // Who has more than the floor already may keep one of it, as long as there are any to keep.
            limits[i] = floor + (shares[i].Count > floor && extra-- > 0 ? 1 : 0);
            foreach (TopicPartitionId excess in shares[i].Order().Skip(limits[i]).ToList())
            {
                shares[i].Remove(excess);
                taken.Remove(excess);
            }
        }

        for (int i = 0; i < limits.Length && extra > 0; i++)
        {
            if (limits[i] == floor)
            {
                limits[i]++;
                extra--;
            }
        }

        int next = 0;
        foreach (TopicPartitionId free in Free(topics, taken))
        {
            while (shares[next].Count >= limits[next])
            {
                next = (next + 1) % shares.Count;
            }

            shares[next].Add(free);
            next = (next + 1) % shares.Count;
        }
    }

    private static IEnumerable<TopicPartitionId> Free(
        IEnumerable<AssignorTopic> topics, HashSet<TopicPartitionId> taken) =>
        topics.SelectMany(topic => Enumerable.Range(0, topic.PartitionCount)
            .Select(partition => new TopicPartitionId(topic.TopicId, partition)))
            .Where(partition => !taken.Contains(partition));

    /// <summary>Sharing among members that subscribe to different topics.</summary>
    private sealed class Balance(
        IReadOnlyList<AssignorMember> members,
        IReadOnlyList<AssignorTopic> topics,
        List<HashSet<TopicPartitionId>> shares)
    {
        private readonly Dictionary<Guid, int[]> _subscribers = topics.ToDictionary(
            topic => topic.TopicId,
            topic => Enumerable.Range(0, members.Count)
                .Where(index => members[index].Topics.Contains(topic.TopicId)).ToArray());

        // Which partitions of a topic each member has, so that a move finds one at once.
        private readonly Dictionary<(Guid Topic, int Member), SortedSet<int>> _held = [];

        internal void Run(HashSet<TopicPartitionId> taken)
        {
            for (int i = 0; i < shares.Count; i++)
            {
                foreach (TopicPartitionId partition in shares[i])
                {
                    Held(partition.TopicId, i).Add(partition.Partition);
                }
            }

            // Topics that few can read go first: whoever can read others too will make up with those.
            foreach (TopicPartitionId free in Free(topics.OrderBy(topic => Subscribers(topic).Length), taken).ToList())
            {
                int[] subscribers = _subscribers[free.TopicId];
                if (subscribers.Length > 0)
                {
                    Give(free, Least(subscribers));
                }
            }

            bool moved;
            do
            {
                moved = false;
                foreach (AssignorTopic topic in topics)
                {
                    while (MoveOne(topic))
                    {
                        moved = true;
                    }
                }
            }
            while (moved);
        }

        private int[] Subscribers(AssignorTopic topic) => _subscribers[topic.TopicId];

        // Each move makes the sum of the squares of the shares smaller, so there is a last one.
        private bool MoveOne(AssignorTopic topic)
        {
            int[] subscribers = Subscribers(topic);
            int from = -1;
            foreach (int index in subscribers)
            {
                bool canGive = Held(topic.TopicId, index).Count > 0;
                from = canGive && (from < 0 || shares[index].Count > shares[from].Count) ? index : from;
            }

            if (from < 0)
            {
                return false;
            }

            int to = Least(subscribers);
            if (shares[from].Count - shares[to].Count < 2)
            {
                return false;
            }

            var partition = new TopicPartitionId(topic.TopicId, Held(topic.TopicId, from).Max);
            shares[from].Remove(partition);
            Held(topic.TopicId, from).Remove(partition.Partition);
            Give(partition, to);
            return true;
        }

        private int Least(int[] subscribers)
        {
            int least = subscribers[0];
            foreach (int index in subscribers)
            {
                least = shares[index].Count < shares[least].Count ? index : least;
            }

            return least;
        }

        private void Give(TopicPartitionId partition, int member)
        {
            shares[member].Add(partition);
            Held(partition.TopicId, member).Add(partition.Partition);
        }

        private SortedSet<int> Held(Guid topic, int member)
        {
            if (!_held.TryGetValue((topic, member), out SortedSet<int>? held))
            {
                _held[(topic, member)] = held = [];
            }

            return held;
        }
    }
}
