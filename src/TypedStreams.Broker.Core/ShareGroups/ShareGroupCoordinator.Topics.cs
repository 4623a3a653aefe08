// What a share group reads, who of it reads what, and what it forgets when a topic is deleted.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;

namespace TypedStreams.Broker.Core.ShareGroups;

public sealed partial class ShareGroupCoordinator
{
    /// <summary>Topics were deleted: no group has state in them any more.</summary>
    public void TopicsDeleted(IReadOnlySet<Guid> topicIds, CoreTime now, List<ShareEffect> effects) =>
        ForgetTopics(topicIds.Contains, now, effects);

    // Their share partitions are undone by those who keep them, on the same news.
    private void ForgetTopics(Func<Guid, bool> isGone, CoreTime now, List<ShareEffect> effects)
    {
        foreach (ShareGroup group in _groups.Values)
        {
            List<Guid> gone = [.. group.Topics.Keys.Where(isGone)];
            if (gone.Count > 0)
            {
                gone.ForEach(topicId => group.Topics.Remove(topicId));
                Settle(group, [ShareGroupRecords.Topics(group)], answer: null, now, effects);
            }
        }
    }

    private static void BumpIfChanged(ShareGroup group, ClusterImage image, bool force, List<CoordinatorRecord> records)
    {
        group.SeenTopics = image.Topics;
        List<TopicImage> topics = TopicsOf(group, image);
        long hash = TopicHash.Of(topics);
        if (!force && hash == group.MetadataHash)
        {
            return;
        }

        group.MetadataHash = hash;
        group.Epoch++;
        records.Add(ShareGroupRecords.Group(group));
        bool hasMore = false;
        foreach (TopicImage topic in topics)
        {
            var shared = new SharedTopic(topic.Id, topic.Name, topic.Partitions.Length);
            hasMore |= group.Topics.GetValueOrDefault(topic.Id) != shared;
            group.Topics[topic.Id] = shared;
        }

        if (hasMore)
        {
            records.Add(ShareGroupRecords.Topics(group));
        }
    }

    private static void Retarget(ShareGroup group, ClusterImage image, CoreTime now, List<CoordinatorRecord> records)
    {
        List<TopicImage> topics = TopicsOf(group, image);
        var ids = topics.ToDictionary(topic => topic.Name, topic => topic.Id);
        var shares = SimpleAssignor.Assign(
            [
                .. group.Members.Values.Select(member => (
                    member.MemberId,
                    (IReadOnlySet<Guid>)member.TopicNames.Where(ids.ContainsKey).Select(name => ids[name]).ToHashSet(),
                    (IReadOnlySet<TopicPartitionId>)group.TargetOf(member.MemberId))),
            ],
            [.. topics.Select(topic => new SharedTopic(topic.Id, topic.Name, topic.Partitions.Length))]);
        foreach ((string memberId, HashSet<TopicPartitionId> share) in shares)
        {
            if (!group.Targets.TryGetValue(memberId, out var before) || !before.SetEquals(share))
            {
                group.Targets[memberId] = share;
                records.Add(ShareGroupRecords.Target(group.GroupId, memberId, share));
            }
        }

        group.AssignmentEpoch = group.Epoch;
        records.Add(ShareGroupRecords.Assignment(group, now));
    }

    private static List<TopicImage> TopicsOf(ShareGroup group, ClusterImage image)
    {
        var names = new SortedSet<string>(
            group.Members.Values.SelectMany(member => member.TopicNames), StringComparer.Ordinal);
        return [.. names.Where(image.Topics.ContainsKey).Select(name => image.Topics[name])];
    }
}
