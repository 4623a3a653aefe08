// Joining and syncing, and the leader's work: to assign, and to watch the topics for new partitions.
using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

internal sealed partial class GroupMember
{
    private Dictionary<string, int>? _ledTopics;

    private async Task JoinAsync(CancellationToken ct)
    {
        _ledTopics = null;
        await _link.Metadata.RefreshAsync(ct);
        JoinGroupResponse joined = await AskToJoinAsync(ct);
        _membership = new Membership(joined.MemberId, joined.GenerationId);
        _stay = NewStay();
        var sync = new SyncGroupRequest
        {
            GroupId = _coordinator.GroupId,
            GenerationId = joined.GenerationId,
            MemberId = joined.MemberId,
            GroupInstanceId = _options.GroupInstanceId,
            ProtocolType = joined.ProtocolType ?? GroupProtocol.Type,
            ProtocolName = joined.ProtocolName,
        };
        if (joined.Leader == joined.MemberId && !joined.SkipAssignment)
            sync.Assignments = await AssignAsync(joined, ct);

        SyncGroupResponse synced = await _coordinator.AskAsync(
            sync, ct, _options.RebalanceTimeout + _link.Options.RequestTimeout);
        _coordinator.Check(synced.ErrorCode, $"Group '{_coordinator.GroupId}' did not hand out partitions");
        _assigned = [.. GroupProtocol.ReadAssignment(synced.Assignment)];
        _link.Metadata.Track(_assigned.Select(partition => partition.Topic));
        LogAssigned(_link.Logger, _coordinator.GroupId, joined.MemberId, joined.GenerationId, _assigned.Length);
    }

    private async Task<JoinGroupResponse> AskToJoinAsync(CancellationToken ct)
    {
        while (true)
        {
            JoinGroupResponse response = await _coordinator.AskAsync(
                new JoinGroupRequest
                {
                    GroupId = _coordinator.GroupId,
                    SessionTimeoutMs = (int)_options.SessionTimeout.TotalMilliseconds,
                    RebalanceTimeoutMs = (int)_options.RebalanceTimeout.TotalMilliseconds,
                    MemberId = _membership.MemberId,
                    GroupInstanceId = _options.GroupInstanceId,
                    ProtocolType = GroupProtocol.Type,
                    Protocols =
                    [
                        new JoinGroupRequest.JoinGroupRequestProtocol
                        {
                            Name = RangeAssignor.Name,
                            Metadata = GroupProtocol.WriteSubscription(_topics),
                        },
                    ],
                },
                ct,
                _options.RebalanceTimeout + _link.Options.RequestTimeout);
            if (response.ErrorCode == ErrorCode.MemberIdRequired)
            {
                _membership = new Membership(response.MemberId, Generation: -1);
                continue;
            }

            _coordinator.Check(response.ErrorCode, $"Group '{_coordinator.GroupId}' did not take this member in");
            return response;
        }
    }

    private async Task<List<SyncGroupRequest.SyncGroupRequestAssignment>> AssignAsync(
        JoinGroupResponse joined, CancellationToken ct)
    {
        GroupSubscriber[] members =
        [
            .. joined.Members.Select(member => new GroupSubscriber(
                member.MemberId, member.GroupInstanceId, GroupProtocol.ReadSubscription(member.Metadata))),
        ];
        string[] topics = [.. members.SelectMany(member => member.Topics).Distinct()];
        _link.Metadata.Track(topics);
        ClusterSnapshot cluster = await _link.Metadata.RefreshAsync(ct);
        var counts = topics.ToDictionary(topic => topic, topic => PartitionCount(cluster, topic));
        Dictionary<string, List<TopicPartition>> assignments =
            RangeAssignor.Assign(members, topic => counts[topic]);
        _ledTopics = counts;
        return
        [
            .. assignments.Select(assignment => new SyncGroupRequest.SyncGroupRequestAssignment
            {
                MemberId = assignment.Key,
                Assignment = GroupProtocol.WriteAssignment(assignment.Value),
            }),
        ];
    }

    // The leader's metadata decides: partitions that were added, or a topic that appeared, call for a rebalance.
    private void OnMetadataChanged()
    {
        if (_ledTopics is not { } led)
            return;

        ClusterSnapshot cluster = _link.Metadata.Current;
        foreach ((string topic, int count) in led)
        {
            if (PartitionCount(cluster, topic) > count)
                _stay.TrySetResult(StayEnd.Rebalance);
        }
    }

    private static int PartitionCount(ClusterSnapshot cluster, string topic) =>
        cluster.Topics.TryGetValue(topic, out TopicInfo? info) ? info.Partitions.Length : 0;
}
