// What administrators see of share groups and may do to them.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.ListGroupsResponse;
using static TypedStreams.Protocol.Messages.ShareGroupDescribeResponse;

namespace TypedStreams.Broker.Core.ShareGroups;

public sealed partial class ShareGroupCoordinator
{
    private const string ShareGroupType = "share";

    /// <summary>What there is to know about one share group; GROUP_ID_NOT_FOUND when there is none.</summary>
    public DescribedGroup Describe(string groupId, bool isTaken, ClusterImage image)
    {
        if (!_groups.TryGetValue(groupId, out ShareGroup? group))
        {
            return new DescribedGroup
            {
                GroupId = groupId,
                ErrorCode = groupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.GroupIdNotFound,
                ErrorMessage = groupId.Length == 0 ? null
                    : isTaken ? $"Group {groupId} is not a share group."
                    : $"Group {groupId} not found.",
            };
        }

        return new DescribedGroup
        {
            GroupId = groupId,
            GroupState = group.StateName,
            GroupEpoch = group.Epoch,
            AssignmentEpoch = group.AssignmentEpoch,
            AssignorName = SimpleAssignor.Name,
            Members = [.. group.Members.Values.Select(member => Describe(member, image))],
        };
    }

    /// <summary>The share groups that pass both filters; an empty filter lets everything pass.</summary>
    public IEnumerable<ListedGroup> List(IReadOnlyList<string> states, IReadOnlyList<string> types) =>
        _groups.Values
            .Where(group => GroupFilter.Passes(states, group.StateName)
                && GroupFilter.Passes(types, ShareGroupType))
            .Select(group => new ListedGroup
            {
                GroupId = group.GroupId,
                ProtocolType = ShareGroupType,
                GroupState = group.StateName,
                GroupType = ShareGroupType,
            });

    /// <summary>
    /// The share partitions of a group with their topics' names, whether there is state yet or not; null when there is
    /// no such group.
    /// </summary>
    public IReadOnlyList<(ShareKey Key, string TopicName)>? PartitionsOf(string groupId) =>
        _groups.TryGetValue(groupId, out ShareGroup? group)
            ?
            [
                .. group.Topics.Values.SelectMany(topic => Enumerable.Range(0, topic.PartitionCount)
                    .Select(index => (new ShareKey(groupId, topic.Id, index), topic.Name))),
            ]
            : null;

    /// <summary>
    /// Whether a group may be changed by administrators: None, GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP.
    /// </summary>
    public ErrorCode CheckEmpty(string groupId) =>
        !_groups.TryGetValue(groupId, out ShareGroup? group) ? ErrorCode.GroupIdNotFound
        : group.Members.Count > 0 ? ErrorCode.NonEmptyGroup
        : ErrorCode.None;

    /// <summary>
    /// Deletes an empty group, whose share partitions are gone already. Answered with an <see cref="ErrorCode"/>.
    /// </summary>
    public void DeleteRequested(string groupId, ReplyToken token, CoreTime now, List<ShareEffect> effects)
    {
        ErrorCode error = CheckEmpty(groupId);
        if (error != ErrorCode.None)
        {
            effects.Add(new ShareEffect.Reply(token, error));
            return;
        }

        effects.Add(new ShareEffect.AppendRecords(new ShareAppend(
            [.. ShareGroupRecords.ForgetGroup(groupId)],
            (failure, _, then) =>
            {
                // A member may have come while the records were on their way; then the group lives on, and writes all.
                if (failure == ErrorCode.None && _groups.TryGetValue(groupId, out ShareGroup? deleted))
                {
                    deleted.Writes.IsBehind = true;
                    if (deleted.Members.Count == 0)
                    {
                        _groups.Remove(groupId);
                    }
                }

                then.Add(new ShareEffect.Reply(token, failure));
            })));
    }

    /// <summary>
    /// An empty group has, or has no more, state in topics. Answered with an <see cref="ErrorCode"/>; a group that does
    /// not exist yet is founded when topics are added.
    /// </summary>
    public void TopicsChanged(
        string groupId,
        IReadOnlyList<TopicImage> added,
        IReadOnlyList<Guid> removed,
        ReplyToken token,
        CoreTime now,
        List<ShareEffect> effects)
    {
        if (!_groups.TryGetValue(groupId, out ShareGroup? group))
        {
            effects.Add(new ShareEffect.Reply(token, ErrorCode.GroupIdNotFound));
            return;
        }

        foreach (TopicImage topic in added)
        {
            group.Topics[topic.Id] = new SharedTopic(topic.Id, topic.Name, topic.Partitions.Length);
        }

        foreach (Guid topicId in removed)
        {
            group.Topics.Remove(topicId);
        }

        Settle(
            group,
            [ShareGroupRecords.Topics(group)],
            new WaitingAnswer(token, ErrorCode.None, static error => error),
            now,
            effects);
    }

    private static Member Describe(ShareMember member, ClusterImage image) => new()
    {
        MemberId = member.MemberId,
        RackId = member.RackId,
        MemberEpoch = member.Epoch,
        ClientId = member.ClientId,
        ClientHost = member.ClientHost,
        SubscribedTopicNames = member.TopicNames,
        Assignment = new Assignment
        {
            TopicPartitions =
            [
                .. ConsumerGroupRecords.ByTopic(member.Assigned)
                    .Where(topic => image.FindTopic(topic.Key) is not null)
                    .Select(topic => new TopicPartitions
                    {
                        TopicId = topic.Key,
                        TopicName = image.FindTopic(topic.Key)!.Name,
                        Partitions = topic.Select(partition => partition.Partition).ToList(),
                    }),
            ],
        },
    };
}
