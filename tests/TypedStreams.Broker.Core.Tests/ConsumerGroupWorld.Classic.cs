// Classic members in the same world (KIP-848, online migration): they join, send what a client sends next, miss
// answers, die and leave; at rest the group is of the kind that its members ask for, and everything has one owner.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

internal sealed partial class ConsumerGroupWorld
{
    private readonly List<SimulatedClassic> _classics = [];
    private readonly Dictionary<SimulatedClassic, object> _asked = [];
    private readonly Dictionary<string, List<string>> _subscribedByName = [];
    private readonly bool _isCooperative;

    // A static member took its place again and now reads other topics. Nobody shares anew for that, on Apache Kafka
    // neither: it keeps the share of its predecessor until the leader joins.
    private bool _hasStaleShare;

    internal ConsumerGroupWorld(bool isCooperative)
        : this(assignor: null) => _isCooperative = isCooperative;

    /// <summary>How often the group turned from one kind to the other.</summary>
    internal int Turns { get; private set; }

    private string? LastType { get; set; }

    private SimulatedClassic[] RunningClassics => [.. _classics.Where(classic => classic.IsRunning)];

    /// <summary>One command of a world in which both kinds live.</summary>
    internal void RunMixed(int command, int pick)
    {
        SimulatedClassic? classic =
            RunningClassics.Length > 0 ? RunningClassics[pick % RunningClassics.Length] : null;
        switch (command % 40)
        {
            case < 20:
                // Without the commands that lose or repeat heartbeats there are fewer of one kind alone.
                Run(command, pick);
                break;
            case 20 or 21 when RunningClassics.Length < 5:
                JoinClassic(pick);
                break;
            case 22 when classic is not null:
                LeaveClassic(classic);
                break;
            case 23 when classic is not null && pick % 2 == 0:
                classic.Die();
                break;
            case 24 when classic is not null:
                classic.Subscribe(SomeTopics(pick));
                break;
            case 25 when pick % 2 == 0:
                // Everyone of one kind goes: the group must turn, or be empty.
                foreach (SimulatedConsumer consumer in Running)
                {
                    Send(consumer, consumer.Leave(forAWhile: false), _ => { });
                }

                break;
            case 26 when classic is not null:
                // The answer does not arrive.
                Ask(classic, isHeard: false);
                classic.Missed();
                break;
            default:
                if (classic is not null)
                {
                    AskWhenFree(classic, pick);
                    Commit(pick % 3);
                }

                break;
        }

        CheckNobodySharesAPartition();
        CountTurns();
    }

    private void JoinClassic(int pick)
    {
        string? instance = pick % 4 == 0 ? $"static{pick % 3}" : null;
        if (instance is not null && RunningClassics.Any(other => other.InstanceId == instance))
        {
            return;
        }

        if (instance is not null && Running.FirstOrDefault(other => other.InstanceId == instance) is { } replaced)
        {
            replaced.Die();
        }

        var classic = new SimulatedClassic(instance, _isCooperative);
        classic.Subscribe(SomeTopics(pick));
        _classics.Add(classic);
        Ask(classic, isHeard: true);
    }

    private List<string> SomeTopics(int pick) =>
        pick % 2 == 0 ? [.. _topics] : [.. _topics.Where((_, i) => (pick >> i & 1) == 0)];

    private void LeaveClassic(SimulatedClassic classic)
    {
        classic.Stop();
        _asked.Remove(classic);
        if (classic.InstanceId is null && classic.MemberId.Length > 0)
        {
            Step(effects => _core.LeaveRequested(
                new LeaveGroupRequest
                {
                    GroupId = "g",
                    Members = [new LeaveGroupRequest.MemberIdentity { MemberId = classic.MemberId }],
                },
                version: 5, new ReplyToken(new object()), Now, effects));
        }
    }

    // A client waits for one answer at a time; sometimes it gives up waiting.
    private void AskWhenFree(SimulatedClassic classic, int pick)
    {
        if (!_asked.TryGetValue(classic, out object? token) || !_waiting.ContainsKey(token))
        {
            Ask(classic, isHeard: true);
        }
        else if (pick % 5 == 0)
        {
            classic.Missed();
            Ask(classic, isHeard: true);
        }
    }

    private void Ask(SimulatedClassic classic, bool isHeard)
    {
        var token = new object();
        _asked[classic] = token;
        _waiting[token] = answer =>
        {
            if (isHeard && classic.IsRunning && _asked.GetValueOrDefault(classic) == token)
            {
                classic.Hear(answer, _image);
            }
        };
        object request = classic.Next(_image);
        Step(effects =>
        {
            switch (request)
            {
                case JoinGroupRequest join:
                    NoteSubscription(classic, takesAPlace: join.MemberId.Length == 0);
                    var caller = new JoinCaller("c", "/127.0.0.1", ApiVersion: 9, $"c{++_ids}");
                    _core.JoinRequested(join, caller, _image, new ReplyToken(token), Now, effects);
                    break;
                case SyncGroupRequest sync:
                    _core.SyncRequested(sync, version: 5, _image, new ReplyToken(token), Now, effects);
                    break;
                case HeartbeatRequest heartbeat:
                    _core.HeartbeatReceived(heartbeat, _image, new ReplyToken(token), Now, effects);
                    break;
            }
        });
    }

    private void NoteSubscription(SimulatedClassic classic, bool takesAPlace)
    {
        if (classic.InstanceId is { } name)
        {
            _hasStaleShare |= takesAPlace && _subscribedByName.TryGetValue(name, out List<string>? before)
                && !before.SequenceEqual(classic.Topics);
            _subscribedByName[name] = classic.Topics;
        }
    }

    private void CountTurns()
    {
        string? type = _core.List([], []).FirstOrDefault(group => group.GroupId == "g")?.GroupType;
        Turns += type is not null && LastType is not null && type != LastType ? 1 : 0;
        LastType = type ?? LastType;
    }

    private void CheckClassicsAtRest()
    {
        if (Running.Length > 0)
        {
            return;
        }

        var group = _core.Describe("g", version: 6);
        Assert.Equal("Stable", group.GroupState);
        Assert.Equal(RunningClassics.Length, group.Members.Count);
        foreach (var member in group.Members)
        {
            SimulatedClassic classic = RunningClassics.Single(running => running.MemberId == member.MemberId);
            Assert.Equal(
                ConsumerProtocol.ReadAssignment(member.MemberAssignment, _image).Order(), classic.Owned.Order());
        }
    }
}
