// What a consumer group reads, and who of it shall read what: expressions are resolved, a change of topics or members
// begins a new epoch of the group, and each epoch gets its target assignment (KIP-848).
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Assignors;
using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerTargets(GroupOptions options)
{
    private static readonly IPartitionAssignor[] Assignors = [new UniformAssignor(), new RangeAssignor()];

    /// <summary>
    /// Resolves what is new, everything when the topics changed, and forgets what nobody subscribes to any more.
    /// Returns whether anything changed.
    /// </summary>
    internal static bool ResolvePatterns(
        Group group, ClusterImage image, CoreTime now, List<CoordinatorRecord> records)
    {
        ConsumerGroup consumers = group.Consumers!;
        bool topicsChanged = !ReferenceEquals(consumers.SeenTopics, image.Topics);
        bool changed = false;
        var wanted = consumers.Members.Values.Select(member => member.TopicPattern).OfType<string>().ToHashSet();
        foreach (string expression in wanted.Order(StringComparer.Ordinal))
        {
            List<string>? known = consumers.Patterns.GetValueOrDefault(expression);
            if (known is not null && !topicsChanged)
            {
                continue;
            }

            // It was checked when it came; one that another broker let pass matches nothing here.
            List<string> matching =
                TopicPattern.Parse(expression, out _)?.Matching(image.Topics.Keys) ?? [];
            if (known is null || !known.SequenceEqual(matching))
            {
                consumers.Patterns[expression] = matching;
                records.Add(ConsumerGroupRecords.Pattern(group.GroupId, expression, matching, image.EndOffset, now));
                changed = true;
            }
        }

        foreach (string unused in consumers.Patterns.Keys.Where(known => !wanted.Contains(known)).ToList())
        {
            consumers.Patterns.Remove(unused);
            records.Add(ConsumerGroupRecords.ForgetPattern(group.GroupId, unused));
        }

        return changed;
    }

    /// <summary>Looks at the topics; when they differ, or it is forced, a new epoch of the group begins.</summary>
    internal static void BumpIfChanged(Group group, ClusterImage image, bool force, List<CoordinatorRecord> records)
    {
        ConsumerGroup consumers = group.Consumers!;
        consumers.SeenTopics = consumers.KnownTopics = image.Topics;
        long hash = TopicHash.Of(TopicsOf(consumers, image));
        if (force || hash != consumers.MetadataHash)
        {
            consumers.MetadataHash = hash;
            consumers.Epoch++;
            records.Add(ConsumerGroupRecords.Group(group.GroupId, consumers));
        }
    }

    /// <summary>Makes the target assignment for the epoch of the group.</summary>
    internal void Retarget(Group group, ClusterImage image, CoreTime now, List<CoordinatorRecord> records)
    {
        ConsumerGroup consumers = group.Consumers!;
        List<TopicImage> topics = TopicsOf(consumers, image);
        var ids = topics.ToDictionary(topic => topic.Name, topic => topic.Id);
        ConsumerMember[] members = [.. consumers.Members.Values];
        var shares = AssignorOf(consumers).Assign(
            [
                .. members.Select(member => new AssignorMember(
                    member.MemberId,
                    member.InstanceId,
                    consumers.TopicsOf(member).Where(ids.ContainsKey).Select(name => ids[name]).ToHashSet(),
                    consumers.TargetOf(member.MemberId))),
            ],
            [.. topics.Select(topic => new AssignorTopic(topic.Id, topic.Partitions.Length))]);
        for (int i = 0; i < members.Length; i++)
        {
            string memberId = members[i].MemberId;
            if (!consumers.Targets.TryGetValue(memberId, out var before) || !before.SetEquals(shares[i]))
            {
                consumers.Targets[memberId] = shares[i];
                records.Add(ConsumerGroupRecords.Target(group.GroupId, memberId, shares[i]));
            }
        }

        consumers.AssignmentEpoch = consumers.Epoch;
        records.Add(ConsumerGroupRecords.Assignment(group.GroupId, consumers, now));
    }

    /// <summary>
    /// The assignor that most members ask for; among equals, and when none is asked for, the first that is configured.
    /// </summary>
    internal IPartitionAssignor AssignorOf(ConsumerGroup consumers)
    {
        string name = options.ConsumerAssignors
            .OrderByDescending(known => consumers.Members.Values.Count(member => member.Assignor == known))
            .First();
        return Array.Find(Assignors, assignor => assignor.Name == name)!;
    }

    /// <summary>The topics that the members subscribe to, as far as they exist, in the order of their names.</summary>
    internal static List<TopicImage> TopicsOf(ConsumerGroup consumers, ClusterImage image)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ConsumerMember member in consumers.Members.Values)
        {
            names.UnionWith(consumers.TopicsOf(member));
        }

        var topics = new List<TopicImage>(names.Count);
        foreach (string name in names)
        {
            if (image.Topics.TryGetValue(name, out TopicImage? topic))
            {
                topics.Add(topic);
            }
        }

        return topics;
    }
}
