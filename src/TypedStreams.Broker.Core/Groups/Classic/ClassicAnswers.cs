// The answers of the classic protocol, given at once or to those who waited.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.JoinGroupResponse;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal static class ClassicAnswers
{
    private const short FirstVersionWithSkipAssignment = 9;

    /// <summary>The member is in the generation; its leader gets to know everyone.</summary>
    internal static void Join(
        Group group,
        GroupMember member,
        ReplyToken token,
        short version,
        List<GroupEffect> effects,
        bool skipAssignment = false)
    {
        bool isLeader = group.IsLeader(member);
        var response = new JoinGroupResponse
        {
            GenerationId = group.GenerationId,
            ProtocolType = group.ProtocolType,
            ProtocolName = group.ProtocolName ?? "",
            Leader = group.LeaderId ?? "",
            MemberId = member.MemberId,
        };

        if (skipAssignment && isLeader && version < FirstVersionWithSkipAssignment)
        {
            // An older client would compute an assignment that nobody asked for; let it think another leads.
            response.Leader = "";
            isLeader = false;
        }

        if (isLeader)
        {
            response.SkipAssignment = skipAssignment;
            foreach (GroupMember other in group.Members)
            {
                response.Members.Add(new JoinGroupResponseMember
                {
                    MemberId = other.MemberId,
                    GroupInstanceId = other.GroupInstanceId,
                    Metadata = other.MetadataFor(group.ProtocolName!),
                });
            }
        }

        effects.Answer(token, response);
    }

    /// <summary>The member is not in the generation.</summary>
    internal static void JoinError(
        ReplyToken token, ErrorCode error, string memberId, List<GroupEffect> effects) =>
        effects.Answer(token, new JoinGroupResponse { ErrorCode = error, MemberId = memberId, ProtocolName = "" });

    /// <summary>What the member was given.</summary>
    internal static void Sync(
        Group group, GroupMember member, ReplyToken token, List<GroupEffect> effects) =>
        effects.Answer(
            token,
            new SyncGroupResponse
            {
                ProtocolType = group.ProtocolType,
                ProtocolName = group.ProtocolName,
                Assignment = member.Assignment,
            });

    /// <summary>The member is given nothing.</summary>
    internal static void SyncError(ReplyToken token, ErrorCode error, List<GroupEffect> effects) =>
        effects.Answer(token, new SyncGroupResponse { ErrorCode = error });

    /// <summary>Whatever request of the member waits here, waits in vain.</summary>
    internal static void RefuseWaiting(GroupMember member, ErrorCode error, List<GroupEffect> effects)
    {
        if (member.AwaitingJoin is { } join)
        {
            member.AwaitingJoin = null;
            JoinError(join, error, member.MemberId, effects);
        }

        if (member.AwaitingSync is { } sync)
        {
            member.AwaitingSync = null;
            SyncError(sync, error, effects);
        }
    }
}
