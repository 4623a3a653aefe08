// A thread of a Kafka Streams application as the coordinator sees it: one heartbeat on its way at a time, tasks given
// up and taken up when it comes to it, everything said again after an answer was missed.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupHeartbeatRequest;

namespace TypedStreams.Broker.Core.Tests;

internal sealed class SimulatedThread(string memberId, string? instanceId, string processId)
{
    private (HashSet<string> Active, HashSet<string> Standby)? _told;
    private HashSet<string> _saidActive = [];
    private HashSet<string> _saidStandby = [];
    private bool _saysAll = true;

    internal string MemberId => memberId;

    internal string? InstanceId => instanceId;

    internal string ProcessId => processId;

    internal int Epoch { get; private set; }

    internal bool IsRunning { get; private set; } = true;

    /// <summary>What it processes, as SUBTOPOLOGY_PARTITION.</summary>
    internal HashSet<string> Active { get; private set; } = [];

    internal HashSet<string> Standby { get; private set; } = [];

    internal void Die() => IsRunning = false;

    /// <summary>No answer came: it says everything again.</summary>
    internal void Missed() => _saysAll = true;

    internal StreamsGroupHeartbeatRequest Leave(bool forAWhile)
    {
        IsRunning = false;
        return new StreamsGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = memberId,
            InstanceId = instanceId,
            MemberEpoch = forAWhile ? -2 : -1,
        };
    }

    internal StreamsGroupHeartbeatRequest Heartbeat(TopologyInfo topology)
    {
        bool joins = Epoch == 0;
        bool saysTasks = joins || _saysAll || !Active.SetEquals(_saidActive) || !Standby.SetEquals(_saidStandby);
        (_saidActive, _saidStandby) = ([.. Active], [.. Standby]);
        var request = new StreamsGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = memberId,
            InstanceId = instanceId,
            MemberEpoch = Epoch,
            RebalanceTimeoutMs = joins || _saysAll ? 60_000 : -1,
            ProcessId = joins || _saysAll ? processId : null,
            ClientTags = joins || _saysAll ? [] : null,
            Topology = joins ? topology : null,
            ActiveTasks = saysTasks ? Tasks(Active) : null,
            StandbyTasks = saysTasks ? Tasks(Standby) : null,
            WarmupTasks = saysTasks ? [] : null,
        };
        _saysAll = false;
        return request;
    }

    internal void Hear(StreamsGroupHeartbeatResponse answer)
    {
        if (answer.ErrorCode is ErrorCode.UnknownMemberId or ErrorCode.FencedMemberEpoch or ErrorCode.GroupIdNotFound)
        {
            Epoch = 0;
            _told = null;
            (Active, Standby) = ([], []);
            _saysAll = true;
            return;
        }

        if (answer.ErrorCode != ErrorCode.None)
        {
            Assert.Contains(
                answer.ErrorCode, (ErrorCode[])[ErrorCode.CoordinatorNotAvailable, ErrorCode.UnreleasedInstanceId]);
            _saysAll = true;
            return;
        }

        Epoch = answer.MemberEpoch;
        if (answer.ActiveTasks is { } active && answer.StandbyTasks is { } standby)
        {
            Assert.Empty(answer.WarmupTasks!);
            _told = (Names(active), Names(standby));
        }
    }

    /// <summary>Gives up and takes up what it was told.</summary>
    internal void Reconcile()
    {
        if (_told is { } told)
        {
            (Active, Standby) = ([.. told.Active], [.. told.Standby]);
            _told = null;
        }
    }

    private static HashSet<string> Names(List<StreamsGroupHeartbeatResponse.TaskIds> parts) =>
        [.. parts.SelectMany(part => part.Partitions.Select(index => $"{part.SubtopologyId}_{index}"))];

    private static List<TaskIds> Tasks(HashSet<string> names) =>
    [
        .. names.Select(name => name.Split('_')).GroupBy(name => name[0], name => int.Parse(name[1])).Select(
            part => new TaskIds { SubtopologyId = part.Key, Partitions = [.. part] }),
    ];
}
