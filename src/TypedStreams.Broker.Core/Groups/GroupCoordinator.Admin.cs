// DescribeGroups, ListGroups and DeleteGroups: what administrators see of groups and may do to them.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using static TypedStreams.Protocol.Messages.DeleteGroupsResponse;
using static TypedStreams.Protocol.Messages.DescribeGroupsResponse;
using static TypedStreams.Protocol.Messages.ListGroupsResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private const string ClassicGroupType = "classic";

    /// <summary>
    /// What there is to know about one group; an unknown one is described as <c>Dead</c>, as Kafka does.
    /// </summary>
    public DescribedGroup Describe(string groupId, short version)
    {
        if (groupId.Length == 0)
        {
            return new DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        if (!_groups.TryGetValue(groupId, out ClassicGroup? group))
        {
            bool hasErrorMessage = version >= 6;
            return new DescribedGroup
            {
                GroupId = groupId,
                GroupState = nameof(GroupState.Dead),
                ErrorCode = hasErrorMessage ? ErrorCode.GroupIdNotFound : ErrorCode.None,
                ErrorMessage = hasErrorMessage ? $"Group {groupId} not found." : null,
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

    /// <summary>The groups of this partition that pass both filters; an empty filter lets everything pass.</summary>
    public IEnumerable<ListedGroup> List(IReadOnlyList<string> states, IReadOnlyList<string> types)
    {
        foreach (ClassicGroup group in _groups.Values)
        {
            if (Passes(states, group.StateName) && Passes(types, ClassicGroupType))
            {
                yield return new ListedGroup
                {
                    GroupId = group.GroupId,
                    ProtocolType = group.ProtocolType ?? "",
                    GroupState = group.StateName,
                    GroupType = ClassicGroupType,
                };
            }
        }
    }

    /// <summary>Deletes an empty group with its offsets. Answered with a <see cref="DeletableGroupResult"/>.</summary>
    public void DeleteRequested(string groupId, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        ErrorCode error = groupId.Length == 0 ? ErrorCode.InvalidGroupId
            : !_groups.TryGetValue(groupId, out ClassicGroup? group) ? ErrorCode.GroupIdNotFound
            : group.State != GroupState.Empty ? ErrorCode.NonEmptyGroup
            : ErrorCode.None;
        if (error != ErrorCode.None)
        {
            Answer(token, new DeletableGroupResult { GroupId = groupId, ErrorCode = error }, effects);
            return;
        }

        ClassicGroup deleted = _groups[groupId];
        var records = deleted.Offsets.Keys
            .OrderBy(key => key.Topic, StringComparer.Ordinal).ThenBy(key => key.Partition)
            .Select(key => GroupRecords.ForgetCommit(groupId, key.Topic, key.Partition))
            .Append(GroupRecords.ForgetGroup(groupId))
            .ToList();
        var append = new PendingAppend(
            records,
            (_, then) =>
            {
                // A member may have come while the records were on their way; then the group lives on without offsets.
                deleted.Offsets.Clear();
                if (deleted.State == GroupState.Empty && deleted.PendingMembers.Count == 0)
                {
                    deleted.State = GroupState.Dead;
                    _groups.Remove(groupId);
                }

                Answer(token, new DeletableGroupResult { GroupId = groupId }, then);
            },
            (failure, _, then) =>
                Answer(token, new DeletableGroupResult { GroupId = groupId, ErrorCode = failure }, then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private static bool Passes(IReadOnlyList<string> filter, string value)
    {
        if (filter.Count == 0)
        {
            return true;
        }

        foreach (string wanted in filter)
        {
            if (string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
