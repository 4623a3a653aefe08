// Groups and their committed offsets: asked of the group's coordinator, or of every broker for the list.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

public sealed partial class KafkaAdmin
{
    /// <summary>Every group of the cluster.</summary>
    public Task<IReadOnlyList<ListedGroup>> ListGroupsAsync(CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            await _link.Metadata.RefreshAsync(token);
            var groups = new Dictionary<string, ListedGroup>();
            foreach (BrokerAddress broker in _link.Metadata.Current.Brokers.Values)
            {
                ListGroupsResponse response = await _link.AskAsync(broker, new ListGroupsRequest(), ct: token);
                Check(response.ErrorCode, null, $"Broker {broker} did not list its groups");
                foreach (ListGroupsResponse.ListedGroup group in response.Groups)
                {
                    groups[group.GroupId] = new ListedGroup(
                        group.GroupId, group.ProtocolType, group.GroupState, group.GroupType);
                }
            }

            return (IReadOnlyList<ListedGroup>)[.. groups.Values];
        },
        ct);

    /// <summary>A group and its members; a group that does not exist has the state <c>Dead</c>.</summary>
    public Task<GroupDescription> DescribeGroupAsync(string groupId, CancellationToken ct = default) =>
        AskCoordinatorAsync(
            groupId,
            async (coordinator, token) =>
            {
                DescribeGroupsResponse response = await _link.AskAsync(
                    coordinator, new DescribeGroupsRequest { Groups = [groupId] }, ct: token);
                DescribeGroupsResponse.DescribedGroup group = response.Groups.Single();

                // From version 6 on a group that is not there is an error; before, it is Dead.
                if (group.ErrorCode != ErrorCode.GroupIdNotFound)
                    Check(group.ErrorCode, group.ErrorMessage, $"Group '{groupId}' cannot be described");

                return new GroupDescription(
                    groupId,
                    group.GroupState,
                    group.ProtocolType,
                    group.ProtocolData,
                    [.. group.Members.Select(Describe)]);
            },
            ct);

    /// <summary>Deletes a group that has no members, and its committed offsets.</summary>
    public Task DeleteGroupAsync(string groupId, CancellationToken ct = default) => AskCoordinatorAsync(
        groupId,
        async (coordinator, token) =>
        {
            DeleteGroupsResponse response = await _link.AskAsync(
                coordinator, new DeleteGroupsRequest { GroupsNames = [groupId] }, ct: token);
            DeleteGroupsResponse.DeletableGroupResult result = response.Results.Single();
            Check(result.ErrorCode, result.ErrorMessage, $"Group '{groupId}' was not deleted");
            return true;
        },
        ct);

    /// <summary>Every committed offset of a group.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> ListGroupOffsetsAsync(
        string groupId, CancellationToken ct = default) => AskCoordinatorAsync(
        groupId,
        (coordinator, token) => GroupOffsets.FetchAsync(
            request => _link.AskAsync(coordinator, request, floor: 2, cap: 7, token), groupId, partitions: null),
        ct);

    /// <summary>Sets committed offsets of a group that has no members.</summary>
    public Task AlterGroupOffsetsAsync(
        string groupId, IReadOnlyCollection<TopicPartitionOffset> offsets, CancellationToken ct = default) =>
        AskCoordinatorAsync(
            groupId,
            async (coordinator, token) =>
            {
                OffsetCommitRequest request = GroupOffsets.CommitRequest(groupId, offsets);
                OffsetCommitResponse response = await _link.AskAsync(coordinator, request, floor: 2, cap: 9, token);
                GroupOffsets.Check(response, groupId);
                return true;
            },
            ct);

    /// <summary>Deletes committed offsets of partitions that no member of the group is subscribed to.</summary>
    public Task DeleteGroupOffsetsAsync(
        string groupId, IReadOnlyCollection<TopicPartition> partitions, CancellationToken ct = default) =>
        AskCoordinatorAsync(
            groupId,
            async (coordinator, token) =>
            {
                var request = new OffsetDeleteRequest
                {
                    GroupId = groupId,
                    Topics = [.. partitions.GroupBy(partition => partition.Topic).Select(topic =>
                        new OffsetDeleteRequest.OffsetDeleteRequestTopic
                        {
                            Name = topic.Key,
                            Partitions = [.. topic.Select(partition =>
                                new OffsetDeleteRequest.OffsetDeleteRequestPartition
                                {
                                    PartitionIndex = partition.Partition,
                                })],
                        })],
                };
                OffsetDeleteResponse response = await _link.AskAsync(coordinator, request, ct: token);
                Check(response.ErrorCode, null, $"Offsets of group '{groupId}' were not deleted");
                foreach (var result in response.Topics.SelectMany(topic => topic.Partitions))
                    Check(result.ErrorCode, null, $"An offset of group '{groupId}' was not deleted");

                return true;
            },
            ct);

    private Task<T> AskCoordinatorAsync<T>(
        string groupId, Func<BrokerAddress, CancellationToken, Task<T>> ask, CancellationToken ct) => _link.RetryAsync(
        async token => await ask(
            await _link.FindCoordinatorAsync(CoordinatorKind.Group, groupId, token), token), ct);

    private static GroupMemberDescription Describe(DescribeGroupsResponse.DescribedGroupMember member)
    {
        IReadOnlyList<TopicPartition> assignment = [];
        try
        {
            assignment = GroupProtocol.ReadAssignment(member.MemberAssignment);
        }
        catch (MalformedMessageException)
        {
            // Groups of other kinds than consumers write what they like.
        }

        return new GroupMemberDescription(
            member.MemberId, member.GroupInstanceId, member.ClientId, member.ClientHost, assignment);
    }
}
