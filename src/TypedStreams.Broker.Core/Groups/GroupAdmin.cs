// DescribeGroups, ListGroups and DeleteGroups: what administrators see of groups of every kind and may do to them.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.DeleteGroupsResponse;
using static TypedStreams.Protocol.Messages.DescribeGroupsResponse;
using static TypedStreams.Protocol.Messages.ListGroupsResponse;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class GroupAdmin(GroupSet groups)
{
    private const string ClassicGroupType = "classic";
    private const string ConsumerGroupType = "consumer";
    private const string ConsumerProtocolType = "consumer";
    private const string StreamsGroupType = "streams";

    /// <summary>See <see cref="GroupCoordinator.Describe"/>.</summary>
    internal DescribedGroup Describe(string groupId, short version)
    {
        if (groupId.Length == 0)
        {
            return new DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        if (!groups.TryFind(groupId, out Group? group) || group.Consumers is not null || group.Streams is not null)
        {
            bool hasErrorMessage = version >= 6;
            string reason = group is null && !groups.IsShareGroup(groupId)
                ? $"Group {groupId} not found."
                : $"Group {groupId} is not a classic group.";
            return new DescribedGroup
            {
                GroupId = groupId,
                GroupState = nameof(GroupState.Dead),
                ErrorCode = hasErrorMessage ? ErrorCode.GroupIdNotFound : ErrorCode.None,
                ErrorMessage = hasErrorMessage ? reason : null,
            };
        }

        var described = new DescribedGroup
        {
            GroupId = groupId,
            GroupState = group.StateName,
            ProtocolType = group.ProtocolType ?? "",
            ProtocolData = group.State == GroupState.Stable ? group.ProtocolName ?? "" : "",
        };
        foreach (GroupMember member in group.Members)
        {
            bool stable = group.State == GroupState.Stable;
            described.Members.Add(new DescribedGroupMember
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                MemberMetadata = stable ? member.MetadataFor(group.ProtocolName!) : default,
                MemberAssignment = stable ? member.Assignment : default,
            });
        }

        return described;
    }

    /// <summary>See <see cref="GroupCoordinator.List"/>.</summary>
    internal IEnumerable<ListedGroup> List(IReadOnlyList<string> states, IReadOnlyList<string> types)
    {
        foreach (Group group in groups.All)
        {
            string type = group.Consumers is not null ? ConsumerGroupType
                : group.Streams is not null ? StreamsGroupType
                : ClassicGroupType;
            if (GroupFilter.Passes(states, group.StateName) && GroupFilter.Passes(types, type))
            {
                yield return new ListedGroup
                {
                    GroupId = group.GroupId,
                    ProtocolType = group.Consumers is not null ? ConsumerProtocolType
                        : group.Streams is not null ? StreamsGroupType
                        : group.ProtocolType ?? "",
                    GroupState = group.StateName,
                    GroupType = type,
                };
            }
        }
    }

    /// <summary>See <see cref="GroupCoordinator.DeleteRequested"/>.</summary>
    internal void DeleteRequested(string groupId, ReplyToken token, List<GroupEffect> effects)
    {
        ErrorCode error = groupId.Length == 0 ? ErrorCode.InvalidGroupId
            : !groups.TryFind(groupId, out Group? group) ? ErrorCode.GroupIdNotFound
            : group.State != GroupState.Empty || group.HasOwnMembers ? ErrorCode.NonEmptyGroup
            : ErrorCode.None;
        if (error != ErrorCode.None)
        {
            effects.Answer(token, new DeletableGroupResult { GroupId = groupId, ErrorCode = error });
            return;
        }

        Group deleted = groups.Find(groupId)!;
        var records = deleted.Offsets.Keys
            .OrderBy(key => key.Topic, StringComparer.Ordinal).ThenBy(key => key.Partition)
            .Select(key => GroupRecords.ForgetCommit(groupId, key.Topic, key.Partition))
            .Concat(GroupRecords.Forget(deleted))
            .ToList();
        var append = new PendingAppend(
            records,
            (_, then) =>
            {
                // A member may have come while the records were on their way; then the group lives on without offsets.
                deleted.Offsets.Clear();
                groups.RemoveIfEmpty(deleted);
                then.Answer(token, new DeletableGroupResult { GroupId = groupId });
            },
            (failure, _, then) =>
                then.Answer(token, new DeletableGroupResult { GroupId = groupId, ErrorCode = failure }));
        effects.Add(new GroupEffect.AppendRecords(append));
    }
}
