// One heartbeat of a streams group on its way through the handlers.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>A heartbeat with all that it is judged by.</summary>
internal sealed record StreamsBeat(
    StreamsGroupHeartbeatRequest Request,
    JoinCaller Caller,
    StreamsGroupOptions Options,
    ClusterImage Image,
    CoreTime Now)
{
    internal bool Joins => Request.MemberEpoch == StreamsMember.JoinEpoch;

    // The timeout is only in heartbeats that say everything.
    internal bool SaysAll => Request.RebalanceTimeoutMs >= 0;

    /// <summary>The tasks that a heartbeat says its member has; null when it says nothing of them.</summary>
    internal static TaskSet? OwnedBy(StreamsGroupHeartbeatRequest request)
    {
        if (request is not { ActiveTasks: { } active, StandbyTasks: { } standby, WarmupTasks: { } warmup })
        {
            return null;
        }

        var owned = new TaskSet();
        foreach (TaskId task in Tasks(active))
        {
            owned.Active[task] = 0;
        }

        owned.Standby.UnionWith(Tasks(standby));
        owned.Warmup.UnionWith(Tasks(warmup));
        return owned;

        static IEnumerable<TaskId> Tasks(List<StreamsGroupHeartbeatRequest.TaskIds> parts) =>
            parts.SelectMany(part => part.Partitions.Select(index => new TaskId(part.SubtopologyId, index)));
    }
}
