// A coordinator with its log and timers, the topics of the cluster and simulated threads of a streams application,
// driven one command at a time. After each command it checks what must hold at every moment; Settle brings it to rest
// and checks what must hold then.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupHeartbeatRequest;
using Assignment = TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse.Assignment;
using DescribedGroup = TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse.DescribedGroup;
using Member = TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse.Member;

namespace TypedStreams.Broker.Core.Tests;

internal sealed class StreamsGroupWorld
{
    private const int SourcePartitions = 4;
    private readonly Dictionary<GroupTimer, long> _timers = [];
    private readonly Queue<PendingAppend> _appends = [];
    private readonly List<CoordinatorRecord> _log = [];
    private readonly List<SimulatedThread> _threads = [];
    private readonly Dictionary<object, Action<object>> _waiting = [];
    private readonly Dictionary<SimulatedThread, object> _newest = [];
    private GroupCoordinator _core;
    private ClusterImage _image = ClusterImage.Empty;
    private bool _nextAppendFails;
    private bool _hasFailed;
    private long _nowMs;
    private int _ids;

    internal StreamsGroupWorld(StreamsGroupOptions options)
    {
        Options = options;
        _core = new GroupCoordinator(new GroupOptions { Streams = options });
        AddTopic("source", SourcePartitions);
    }

    /// <summary>What happened in all worlds, to see that the stories reach it.</summary>
    internal static HashSet<string> Seen { get; } = [];

    internal StreamsGroupOptions Options { get; set; }

    internal IReadOnlyList<SimulatedThread> Running => [.. _threads.Where(thread => thread.IsRunning)];

    internal ClusterImage Image => _image;

    private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

    /// <summary>Reads "source"; what it makes of it goes by a repartition topic to a part with a state store.</summary>
    internal static TopologyInfo Topology => new()
    {
        Epoch = 0,
        Subtopologies =
        [
            new Subtopology { SubtopologyId = "0", SourceTopics = ["source"], RepartitionSinkTopics = ["words"] },
            new Subtopology
            {
                SubtopologyId = "1",
                RepartitionSourceTopics = [new TopicInfo { Name = "words" }],
                StateChangelogTopics = [new TopicInfo { Name = "counts" }],
            },
        ],
    };

    /// <summary>One command; whatever the numbers, it is a legal one.</summary>
    internal void Run(int command, int pick)
    {
        SimulatedThread? thread = Running.Count > 0 ? Running[pick % Running.Count] : null;
        switch (command % 24)
        {
            case 0 when Running.Count < 7:
                Join(pick);
                break;
            case 1 when thread is not null:
                Send(thread, thread.Leave(forAWhile: thread.InstanceId is not null && pick % 2 == 0), _ => { });
                break;
            case 2 when thread is not null:
                thread.Die();
                break;
            case 3 when pick % 4 == 0:
                ChangeTopics();
                break;
            case 4:
                Options = Options with { StandbyReplicas = pick % 3 };
                break;
            case 5:
                Pass(pick % 4 == 0 ? Options.SessionTimeoutMs + 1 : (pick % 20_000) + 1);
                break;
            case 6 when pick % 3 == 0:
                Restart();
                break;
            case 7 when pick % 3 == 0:
                _nextAppendFails = true;
                break;
            case 8 when thread is not null:
                // The request does not arrive.
                thread.Heartbeat(Topology);
                _newest[thread] = new object();
                thread.Missed();
                break;
            case 9 when thread is not null:
                // The answer does not arrive.
                Send(thread, thread.Heartbeat(Topology), _ => { });
                _newest[thread] = new object();
                thread.Missed();
                break;
            case <= 12:
                Commit(pick % 3);
                break;
            case <= 16:
                thread?.Reconcile();
                break;
            default:
                if (thread is not null)
                {
                    Beat(thread);
                    Commit(pick % 3);
                }

                break;
        }

        CheckNobodySharesATask();
    }

    /// <summary>Lets everything come to rest and checks that it is where it must be.</summary>
    internal void Settle()
    {
        _nextAppendFails = false;
        if (!_image.Topics.ContainsKey("source"))
        {
            AddTopic("source", SourcePartitions);
        }

        for (int round = 0; round < 40; round++)
        {
            BeatAll();
            Pass(5_000);
        }

        if (Running.Count == 0)
        {
            // What could not be written of the last ones' departure is, by the next member that comes.
            Assert.Empty(Described().Members);
            return;
        }

        CheckRest();
        string before = Describe();
        Restart();
        Assert.Equal(before, Describe());
    }

    internal void BeatAll()
    {
        Commit(int.MaxValue);
        foreach (SimulatedThread thread in Running)
        {
            Beat(thread);
            Commit(int.MaxValue);
            thread.Reconcile();
            CheckNobodySharesATask();
        }
    }

    internal SimulatedThread Join(string? instanceId, string processId)
    {
        var thread = new SimulatedThread($"m{++_ids}", instanceId, processId);
        _threads.Add(thread);
        Beat(thread);
        return thread;
    }

    internal void Beat(SimulatedThread thread) => Send(thread, thread.Heartbeat(Topology), thread.Hear);

    internal StreamsGroupHeartbeatResponse Ask(StreamsGroupHeartbeatRequest request)
    {
        StreamsGroupHeartbeatResponse? heard = null;
        var asker = new SimulatedThread(request.MemberId, null, "asker");
        Send(asker, request, answer => heard = answer);
        Commit(int.MaxValue);
        return heard!;
    }

    internal void Send(
        SimulatedThread thread, StreamsGroupHeartbeatRequest request, Action<StreamsGroupHeartbeatResponse> hear)
    {
        var token = new object();
        _newest[thread] = token;
        _waiting[token] = said =>
        {
            var answer = (StreamsHeartbeatAnswer)said;
            foreach (var missing in answer.Missing.Where(topic => !_image.Topics.ContainsKey(topic.Name)))
            {
                AddTopic(missing.Name, missing.NumPartitions);
            }

            if (_newest[thread] == token)
            {
                hear(answer.Response);
            }
        };
        Step(effects => _core.StreamsHeartbeatReceived(
            request, new JoinCaller("c", "/127.0.0.1", ApiVersion: 1, ""), Options, _image, new ReplyToken(token), Now,
            effects));
    }

    internal void Commit(int count)
    {
        while (count-- > 0 && _appends.TryDequeue(out PendingAppend? append))
        {
            _log.AddRange(append.Records);
            Step(effects => _core.AppendCompleted(append, ErrorCode.None, Now, effects));
        }
    }

    internal void Pass(long ms)
    {
        long until = _nowMs + ms;
        while (_timers.Where(timer => timer.Value <= until).OrderBy(timer => timer.Value).Select(timer => timer.Key)
            .FirstOrDefault() is { } due)
        {
            _nowMs = _timers[due];
            _timers.Remove(due);
            Step(effects => _core.TimerFired(due, Now, effects));
        }

        _nowMs = until;
    }

    // What was not committed is lost with the node, and so are the answers that waited for it.
    internal void Restart()
    {
        bool isWritten = _appends.Count == 0 && !_nextAppendFails;
        string before = Describe();
        _timers.Clear();
        _appends.Clear();
        foreach (SimulatedThread thread in Running.Where(thread => _newest.TryGetValue(thread, out object? token)
            && _waiting.ContainsKey(token)))
        {
            thread.Missed();
        }

        _waiting.Clear();
        _core = new GroupCoordinator(new GroupOptions { Streams = Options });
        foreach (CoordinatorRecord record in _log)
        {
            Assert.True(_core.Replay(record.Key, record.Value));
        }

        Step(effects => _core.ReplayFinished(Now, effects));
        Seen.Add("restart");
        if (isWritten && !_hasFailed)
        {
            Seen.Add("restart of what is written");
            Assert.Equal(before, Describe());
        }

        _hasFailed = false;
    }

    internal DescribedGroup Described() => _core.DescribeStreams("g", _image);

    internal GroupCoordinator Core => _core;

    internal ErrorCode Delete()
    {
        object? said = null;
        var token = new object();
        _waiting[token] = answer => said = answer;
        Step(effects => _core.DeleteRequested("g", new ReplyToken(token), Now, effects));
        Commit(int.MaxValue);
        return ((DeleteGroupsResponse.DeletableGroupResult)said!).ErrorCode;
    }

    internal void AddTopic(string name, int partitions)
    {
        var id = new Guid(++_ids, 0, 0, new byte[8]);
        Apply(new TopicRecord { Name = name, TopicId = id });
        for (int index = 0; index < partitions; index++)
        {
            Apply(new PartitionRecord { TopicId = id, PartitionId = index, Replicas = [1] });
        }
    }

    internal void RemoveTopic(string name) => Apply(new RemoveTopicRecord { TopicId = _image.Topics[name].Id });

    private void Join(int pick)
    {
        string? instance = pick % 3 == 0 ? $"static{pick % 4}" : null;
        if (instance is null || Running.All(other => other.InstanceId != instance))
        {
            Join(instance, $"p{pick % 3}");
        }
    }

    private void ChangeTopics()
    {
        if (_image.Topics.ContainsKey("source"))
        {
            RemoveTopic("source");
            Seen.Add("source gone");
        }
        else
        {
            AddTopic("source", SourcePartitions);
        }
    }

    private void Apply(object record) => _image = _image.Apply(record, _image.EndOffset);

    private void Step(Action<List<GroupEffect>> input)
    {
        var effects = new List<GroupEffect>();
        input(effects);
        foreach (GroupEffect effect in effects)
        {
            switch (effect)
            {
                case GroupEffect.ArmTimer arm:
                    _timers[arm.Timer] = arm.DueMs;
                    break;
                case GroupEffect.CancelTimer cancel:
                    _timers.Remove(cancel.Timer);
                    break;
                case GroupEffect.AppendRecords append:
                    Append(append.Append);
                    break;
                case GroupEffect.Reply reply when _waiting.Remove(reply.Token.Target, out Action<object>? hear):
                    hear(reply.Response);
                    break;
            }
        }
    }

    private void Append(PendingAppend append)
    {
        if (!_nextAppendFails)
        {
            _appends.Enqueue(append);
            return;
        }

        // The log refuses a batch when it sees it, before anything else is decided.
        _nextAppendFails = false;
        _hasFailed = true;
        Seen.Add("refused");
        Step(effects => _core.AppendCompleted(append, ErrorCode.CoordinatorNotAvailable, Now, effects));
    }

    private string Describe()
    {
        DescribedGroup group = Described();
        string head = $"{group.GroupState} {group.GroupEpoch} {group.AssignmentEpoch}: ";
        return head + string.Join("; ", group.Members.Select(
            member => $"{member.MemberId}@{member.MemberEpoch} {member.InstanceId} {member.ProcessId} "
                + $"{Text(member.Assignment)} -> {Text(member.TargetAssignment)}"));
    }

    internal static string Text(Assignment assignment) =>
        string.Join(' ', Names(assignment.ActiveTasks).Order()) + " | "
        + string.Join(' ', Names(assignment.StandbyTasks).Order());

    private static IEnumerable<string> Names(List<StreamsGroupDescribeResponse.TaskIds> parts) =>
        parts.SelectMany(part => part.Partitions.Select(index => $"{part.SubtopologyId}_{index}"));

    // Of the members whose epoch is the one of the present; after a lost answer a member may lag, and is fenced by it.
    private void CheckNobodySharesATask()
    {
        var owners = new Dictionary<string, string>();
        var told = new Dictionary<string, string>();
        foreach (SimulatedThread thread in _threads.Where(
            thread => _core.IsMember("g", thread.MemberId, thread.Epoch)))
        {
            foreach (string task in thread.Active)
            {
                Assert.True(
                    owners.TryAdd(task, thread.MemberId),
                    $"{task} is processed by {thread.MemberId} and {owners.GetValueOrDefault(task)}");
            }
        }

        foreach (Member member in Described().Members)
        {
            foreach (string task in Names(member.Assignment.ActiveTasks))
            {
                Assert.True(told.TryAdd(task, member.MemberId), $"{task} was given to two members");
            }
        }
    }

    private void CheckRest()
    {
        DescribedGroup group = Described();
        Assert.Equal("Stable", group.GroupState);
        Assert.Equal(
            Running.Select(thread => thread.MemberId).Order(StringComparer.Ordinal),
            group.Members.Select(member => member.MemberId));
        string[] all = [.. Enumerable.Range(0, SourcePartitions).SelectMany(i => (string[])[$"0_{i}", $"1_{i}"])];
        Assert.Equal(all.Order(), Running.SelectMany(thread => thread.Active).Order());
        int most = Running.Max(thread => thread.Active.Count);
        Assert.InRange(most - Running.Min(thread => thread.Active.Count), 0, 1);

        // Each task with state is kept up by as many other processes as are asked for, or by all there are.
        int processes = Running.Select(thread => thread.ProcessId).Distinct().Count();
        int copies = Math.Min(Options.StandbyReplicas, processes - 1);
        foreach (string task in all)
        {
            var holders = Running
                .Where(thread => thread.Active.Contains(task) || thread.Standby.Contains(task)).ToList();
            Assert.Equal(1 + (task[0] == '1' ? copies : 0), holders.Count);
            Assert.Equal(holders.Count, holders.Select(thread => thread.ProcessId).Distinct().Count());
        }

        Seen.Add(copies > 0 ? "standby" : "no standby");
    }
}
