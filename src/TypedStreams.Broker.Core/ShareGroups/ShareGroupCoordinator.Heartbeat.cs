// ShareGroupHeartbeat: joining, staying, leaving, and what a member reads.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.ShareGroups;

public sealed partial class ShareGroupCoordinator
{
    /// <summary>
    /// A member joins, stays or leaves. Answered with a <see cref="ShareGroupHeartbeatResponse"/> when all that the
    /// answer rests on is committed.
    /// </summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="isTaken">Whether a group of another kind has this name.</param>
    /// <param name="options">What holds for the group now.</param>
    /// <param name="image">The cluster's topics as they are now.</param>
    /// <param name="token">Who waits for the answer.</param>
    /// <param name="now">The present.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void HeartbeatReceived(
        ShareGroupHeartbeatRequest request,
        JoinCaller caller,
        bool isTaken,
        ShareGroupOptions options,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<ShareEffect> effects)
    {
        Fault? fault = Check(request)
            ?? Find(request, isTaken, options, out ShareGroup? group)
            ?? (request.MemberEpoch == ShareMember.LeaveEpoch
                ? Depart(request, group!, image, token, now, effects)
                : Stay(request, caller, group!, options, image, token, now, effects));
        if (fault is { } reason)
        {
            effects.Add(new ShareEffect.Reply(
                token, new ShareGroupHeartbeatResponse { ErrorCode = reason.Error, ErrorMessage = reason.Message }));
        }
    }

    private static Fault? Check(ShareGroupHeartbeatRequest request)
    {
        string? wrong =
            string.IsNullOrWhiteSpace(request.MemberId) ? "MemberId can't be empty."
            : string.IsNullOrWhiteSpace(request.GroupId) ? "GroupId can't be empty."
            : request.RackId is { } rack && string.IsNullOrWhiteSpace(rack) ? "RackId can't be empty."
            : request.MemberEpoch < ShareMember.LeaveEpoch ? "MemberEpoch is invalid."
            : request is { MemberEpoch: ShareMember.JoinEpoch, SubscribedTopicNames: null or { Count: 0 } }
                ? "SubscribedTopicNames must be set in first request."
            : null;
        return wrong is null ? null : new Fault(ErrorCode.InvalidRequest, wrong);
    }

    // The group that a heartbeat is for; it is founded when its first member joins.
    private Fault? Find(
        ShareGroupHeartbeatRequest request, bool isTaken, ShareGroupOptions options, out ShareGroup? group)
    {
        bool joins = request.MemberEpoch == ShareMember.JoinEpoch;
        if (!_groups.TryGetValue(request.GroupId, out group))
        {
            if (isTaken)
            {
                return new Fault(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} is not a share group.");
            }

            if (!joins)
            {
                return new Fault(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} not found.");
            }

            group = new ShareGroup(request.GroupId);
        }

        if (group.Members.TryGetValue(request.MemberId, out ShareMember? member))
        {
            bool isKnown = request.MemberEpoch <= 0
                || request.MemberEpoch == member.Epoch || request.MemberEpoch == member.PreviousEpoch;
            string relation = request.MemberEpoch > member.Epoch ? "greater" : "smaller";
            return isKnown
                ? null
                : new Fault(
                    ErrorCode.FencedMemberEpoch,
                    $"The share group member has a {relation} member epoch ({request.MemberEpoch}) than the one known "
                        + $"by the group coordinator ({member.Epoch}). The member must abandon all its partitions and "
                        + "rejoin.");
        }

        if (!joins)
        {
            return new Fault(
                ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {request.GroupId}.");
        }

        return group.Members.Count < options.MaxSize
            ? null
            : new Fault(
                ErrorCode.GroupMaxSizeReached,
                $"The share group has reached its maximum capacity of {options.MaxSize} members.");
    }

    private Fault? Stay(
        ShareGroupHeartbeatRequest request,
        JoinCaller caller,
        ShareGroup group,
        ShareGroupOptions options,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<ShareEffect> effects)
    {
        _groups[request.GroupId] = group;
        var records = new List<CoordinatorRecord>();
        bool isNew = !group.Members.TryGetValue(request.MemberId, out ShareMember? member);
        if (isNew)
        {
            group.Members[request.MemberId] = member = new ShareMember(request.MemberId);
        }

        bool resubscribes = Update(group, member!, request, caller, isNew, records);
        if (resubscribes || !ReferenceEquals(group.SeenTopics, image.Topics))
        {
            BumpIfChanged(group, image, force: resubscribes, records);
        }

        if (group.Epoch > group.AssignmentEpoch)
        {
            Retarget(group, image, now, records);
        }

        bool advances = Advance(group, member!, records);
        KeepAlive(group, member!, options, now, effects);
        var answer = new ShareGroupHeartbeatResponse
        {
            MemberId = member!.MemberId,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = options.HeartbeatIntervalMs,
        };

        // Who says an old epoch has missed the answer that brought the new one.
        if (advances || request.MemberEpoch != member.Epoch || request.SubscribedTopicNames is not null)
        {
            answer.Assignment = AssignmentOf(member);
        }

        Settle(group, records, Waiting(token, answer), now, effects);
        return null;
    }

    private static bool Update(
        ShareGroup group,
        ShareMember member,
        ShareGroupHeartbeatRequest request,
        JoinCaller caller,
        bool isNew,
        List<CoordinatorRecord> records)
    {
        List<string> names = request.SubscribedTopicNames is { } asked
            ? asked.Distinct().Order(StringComparer.Ordinal).ToList()
            : member.TopicNames;
        bool resubscribes = isNew || !names.SequenceEqual(member.TopicNames);
        string? rack = request.RackId ?? member.RackId;
        bool changed = resubscribes || rack != member.RackId
            || caller.ClientId != member.ClientId || caller.ClientHost != member.ClientHost;
        (member.TopicNames, member.RackId) = (names, rack);
        (member.ClientId, member.ClientHost) = (caller.ClientId, caller.ClientHost);
        if (changed)
        {
            records.Add(ShareGroupRecords.Member(group.GroupId, member));
        }

        return resubscribes;
    }

    // A member takes over its target at once: nobody has to give anything up for it.
    private static bool Advance(ShareGroup group, ShareMember member, List<CoordinatorRecord> records)
    {
        HashSet<TopicPartitionId> target = group.TargetOf(member.MemberId);
        bool isOther = !member.Assigned.SetEquals(target);
        if (member.Epoch == group.AssignmentEpoch && !isOther)
        {
            return false;
        }

        member.PreviousEpoch = member.Epoch;
        member.Epoch = group.AssignmentEpoch;
        member.Assigned = target;
        records.Add(ShareGroupRecords.Current(group.GroupId, member));
        return isOther;
    }

    private Fault? Depart(
        ShareGroupHeartbeatRequest request,
        ShareGroup group,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<ShareEffect> effects)
    {
        var records = new List<CoordinatorRecord>();
        Remove(group, group.Members[request.MemberId], image, records, effects);
        var answer = new ShareGroupHeartbeatResponse
        {
            MemberId = request.MemberId,
            MemberEpoch = ShareMember.LeaveEpoch,
        };
        Settle(group, records, Waiting(token, answer), now, effects);
        return null;
    }

    private void Expel(string groupId, string memberId, CoreTime now, List<ShareEffect> effects)
    {
        if (_groups.TryGetValue(groupId, out ShareGroup? group)
            && group.Members.TryGetValue(memberId, out ShareMember? member))
        {
            var records = new List<CoordinatorRecord>();
            Remove(group, member, image: null, records, effects);
            Settle(group, records, answer: null, now, effects);
        }
    }

    private static void Remove(
        ShareGroup group,
        ShareMember member,
        ClusterImage? image,
        List<CoordinatorRecord> records,
        List<ShareEffect> effects)
    {
        if (member.SessionTimer is { } timer)
        {
            effects.Add(new ShareEffect.CancelTimer(timer));
            member.SessionTimer = null;
        }

        group.Remove(member);
        records.AddRange(ShareGroupRecords.ForgetMember(group.GroupId, member.MemberId));
        group.MetadataHash = image is null ? group.MetadataHash : TopicHash.Of(TopicsOf(group, image));

        // The next heartbeat looks at the topics anew.
        group.SeenTopics = null;
        group.Epoch++;
        records.Add(ShareGroupRecords.Group(group));
        effects.Add(new ShareEffect.MemberGone(group.GroupId, member.MemberId));
    }

    private void KeepAlive(
        ShareGroup group, ShareMember member, ShareGroupOptions options, CoreTime now, List<ShareEffect> effects)
    {
        member.SessionTimer ??= new ShareTimer((then, more) =>
        {
            member.SessionTimer = null;
            Expel(group.GroupId, member.MemberId, then, more);
        });
        effects.Add(new ShareEffect.ArmTimer(member.SessionTimer, now.NowMs + options.SessionTimeoutMs));
    }

    private static ShareGroupHeartbeatResponse.MemberAssignment AssignmentOf(ShareMember member) => new()
    {
        TopicPartitions =
        [
            .. ConsumerGroupRecords.ByTopic(member.Assigned).Select(
                topic => new ShareGroupHeartbeatResponse.TopicPartitions
                {
                    TopicId = topic.Key,
                    Partitions = topic.Select(partition => partition.Partition).ToList(),
                }),
        ],
    };

    private static WaitingAnswer Waiting(ReplyToken token, ShareGroupHeartbeatResponse answer) =>
        new(token, answer, static error => new ShareGroupHeartbeatResponse { ErrorCode = error });
}
