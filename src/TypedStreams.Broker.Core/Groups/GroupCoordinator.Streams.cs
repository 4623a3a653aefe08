// Streams groups: see the room of that name.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// A member of a streams group joins, stays or leaves. Answered with a <see cref="StreamsHeartbeatAnswer"/> when
    /// all that the answer rests on is committed.
    /// </summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="options">What holds for the group now.</param>
    /// <param name="image">The cluster's topics as they are now.</param>
    /// <param name="token">Who waits for the answer.</param>
    /// <param name="now">The present.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void StreamsHeartbeatReceived(
        StreamsGroupHeartbeatRequest request,
        JoinCaller caller,
        StreamsGroupOptions options,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects) =>
        _streams.Received(request, caller, options, image, token, now, effects);

    /// <summary>
    /// What there is to know about one streams group; GroupIdNotFound when there is none of this name, or one of
    /// another kind.
    /// </summary>
    public DescribedGroup DescribeStreams(string groupId, ClusterImage image) =>
        _streamsDescriber.Describe(groupId, image);
}
