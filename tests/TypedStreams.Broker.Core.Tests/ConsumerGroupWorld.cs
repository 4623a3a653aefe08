// A coordinator with its log and timers, the topics of the cluster and simulated members, driven one command at a time.
// After each command it checks what must hold at every moment; Settle brings it to rest and checks what must hold then.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupDescribeResponse;

namespace TypedStreams.Broker.Core.Tests;

internal sealed partial class ConsumerGroupWorld
{
    private const int SessionTimeoutMs = 45_000;
    private static readonly GroupOptions Options = new()
    {
        ConsumerSessionTimeoutMs = SessionTimeoutMs,
        InitialRebalanceDelayMs = 500,
        MaxGroupSize = 5,
    };
    private readonly Dictionary<GroupTimer, long> _timers = [];
    private readonly Queue<PendingAppend> _appends = [];
    private readonly List<CoordinatorRecord> _log = [];
    private readonly List<SimulatedConsumer> _consumers = [];
    private readonly Dictionary<object, Action<object>> _waiting = [];
    private readonly Dictionary<SimulatedConsumer, object> _newest = [];
    private readonly List<string> _topics = [];
    private readonly string? _assignor;
    private GroupCoordinator _core = new(Options);
    private ClusterImage _image = ClusterImage.Empty;
    private bool _nextAppendFails;
    private long _nowMs;
    private int _ids;

    internal ConsumerGroupWorld(string? assignor)
    {
        _assignor = assignor;
        AddTopic(partitions: 4);
        AddTopic(partitions: 3);
    }

    internal int Appends { get; private set; }

    private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

    private SimulatedConsumer[] Running => [.. _consumers.Where(consumer => consumer.IsRunning)];

    /// <summary>One command; whatever the numbers, it is a legal one.</summary>
    internal void Run(int command, int pick)
    {
        SimulatedConsumer? consumer = Running.Length > 0 ? Running[pick % Running.Length] : null;
        switch (command % 24)
        {
            case 0 when Running.Length < 7:
                Join(pick);
                break;
            case 1 when consumer is not null:
                Send(consumer, consumer.Leave(forAWhile: consumer.InstanceId is not null && pick % 2 == 0), _ => { });
                break;
            case 2 when consumer is not null:
                consumer.Die();
                break;
            case 3:
                ChangeTopics(pick);
                break;
            case 4 when consumer is not null:
                Subscribe(consumer, pick);
                break;
            case 5:
                Pass(pick % 4 == 0 ? SessionTimeoutMs + 1 : (pick % 20_000) + 1);
                break;
            case 6 when pick % 3 == 0:
                Restart();
                break;
            case 7 when pick % 3 == 0:
                _nextAppendFails = true;
                break;
            case 8 when consumer is not null:
                // The request does not arrive.
                consumer.Heartbeat();
                _newest[consumer] = new object();
                break;
            case 9 when consumer is not null:
                // The answer does not arrive.
                Send(consumer, consumer.Heartbeat(), _ => { });
                break;
            case 10 when consumer is not null:
                // The request arrives twice, and the second answer is the one that is heard.
                ConsumerGroupHeartbeatRequest twice = consumer.Heartbeat();
                Send(consumer, twice, _ => { });
                Send(consumer, twice, consumer.Hear);
                break;
            case <= 12:
                Commit(pick % 3);
                break;
            case <= 16:
                consumer?.Reconcile();
                break;
            default:
                if (consumer is not null)
                {
                    Send(consumer, consumer.Heartbeat(), consumer.Hear);
                    Commit(pick % 3);
                }

                break;
        }

        CheckNobodySharesAPartition();
    }

    /// <summary>Lets everything come to rest and checks that it is where it must be.</summary>
    internal void Settle()
    {
        _nextAppendFails = false;
        ComeToRest();
        if (_hasStaleShare)
        {
            RunningClassics.ToList().ForEach(classic => classic.JoinAgain());
            ComeToRest();
        }

        int appends = Appends;
        Beat();
        Assert.Equal(appends, Appends);
        if (Running.Length + RunningClassics.Length == 0)
        {
            Assert.Empty(Described().Members);
            return;
        }

        CheckClassicsAtRest();
        CheckEverythingIsOwned();
        string before = Describe();
        Restart();
        Assert.Equal(before, Describe());
    }

    private void ComeToRest()
    {
        for (int round = 0; round < 40; round++)
        {
            Beat();
            Pass(5_000);
        }
    }

    private void Beat()
    {
        Commit(int.MaxValue);
        foreach (SimulatedConsumer consumer in Running)
        {
            Send(consumer, consumer.Heartbeat(), consumer.Hear);
            Commit(int.MaxValue);
            consumer.Reconcile();
            CheckNobodySharesAPartition();
        }

        foreach (SimulatedClassic classic in RunningClassics)
        {
            AskWhenFree(classic, pick: 1);
            Commit(int.MaxValue);
            CheckNobodySharesAPartition();
        }
    }

    private void Join(int pick)
    {
        string? instance = pick % 3 == 0 ? $"static{pick % 4}" : null;
        if (instance is not null && Running.Any(other => other.InstanceId == instance))
        {
            return;
        }

        // One process for one static name: a new one starts when the old one has stopped.
        RunningClassics.FirstOrDefault(other => instance is not null && other.InstanceId == instance)?.Die();
        var consumer = new SimulatedConsumer($"m{++_ids}", instance);
        Subscribe(consumer, pick);
        _consumers.Add(consumer);
        Send(consumer, consumer.Heartbeat(), consumer.Hear);
    }

    private void Subscribe(SimulatedConsumer consumer, int pick) => consumer.Subscribe(
        pick % 5 == 0 ? [] : pick % 2 == 0 ? [.. _topics] : [.. _topics.Where((_, i) => (pick >> i & 1) == 0)],
        pick % 7 == 0 ? "t[0-3]" : null);

    private void Send(
        SimulatedConsumer consumer, ConsumerGroupHeartbeatRequest request, Action<ConsumerGroupHeartbeatResponse> hear)
    {
        request.ServerAssignor = request.MemberEpoch == 0 ? _assignor : null;

        // A client has one heartbeat on its way: a late answer to the one before is for nobody.
        var token = new object();
        _newest[consumer] = token;
        _waiting[token] = answer =>
        {
            if (consumer.IsRunning && _newest[consumer] == token)
            {
                hear((ConsumerGroupHeartbeatResponse)answer);
            }
        };
        Step(effects => _core.ConsumerHeartbeatReceived(
            request, new JoinCaller("c", "/127.0.0.1", ApiVersion: 1, "fresh"), _image, new ReplyToken(token), Now,
            effects));
    }

    private void Commit(int count)
    {
        while (count-- > 0 && _appends.TryDequeue(out PendingAppend? append))
        {
            _log.AddRange(append.Records);
            Step(effects => _core.AppendCompleted(append, ErrorCode.None, Now, effects));
        }
    }

    private void Pass(long ms)
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
    private void Restart()
    {
        _timers.Clear();
        _appends.Clear();
        _waiting.Clear();
        RunningClassics.ToList().ForEach(classic => classic.Missed());
        _core = new GroupCoordinator(Options);
        foreach (CoordinatorRecord record in _log)
        {
            Assert.True(_core.Replay(record.Key, record.Value));
        }

        Step(effects => _core.ReplayFinished(Now, effects));
    }

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
        Appends++;
        if (!_nextAppendFails)
        {
            _appends.Enqueue(append);
            return;
        }

        // The log refuses a batch when it sees it, before anything else is decided.
        _nextAppendFails = false;
        Step(effects => _core.AppendCompleted(append, ErrorCode.CoordinatorNotAvailable, Now, effects));
    }

    private void ChangeTopics(int pick)
    {
        if (pick % 3 == 0 && _topics.Count < 5)
        {
            AddTopic((pick % 6) + 1);
        }
        else if (_topics.Count > 0 && pick % 3 == 1)
        {
            TopicImage topic = _image.Topics[_topics[pick % _topics.Count]];
            Apply(new PartitionRecord { TopicId = topic.Id, PartitionId = topic.Partitions.Length, Replicas = [1] });
        }
        else if (_topics.Count > 1)
        {
            string name = _topics[pick % _topics.Count];
            Apply(new RemoveTopicRecord { TopicId = _image.Topics[name].Id });
            _topics.Remove(name);
        }
    }

    private void AddTopic(int partitions)
    {
        string name = Enumerable.Range(0, 9).Select(i => $"t{i}").First(free => !_topics.Contains(free));
        var id = new Guid(++_ids, 0, 0, new byte[8]);
        Apply(new TopicRecord { Name = name, TopicId = id });
        for (int index = 0; index < partitions; index++)
        {
            Apply(new PartitionRecord { TopicId = id, PartitionId = index, Replicas = [1] });
        }

        _topics.Add(name);
        _topics.Sort(StringComparer.Ordinal);
    }

    private void Apply(object record) => _image = _image.Apply(record, _image.EndOffset);

    private DescribedGroup Described() => _core.DescribeConsumers("g", _image);

    private string Describe()
    {
        DescribedGroup group = Described();
        string head = $"{Classic()}{group.GroupState} {group.GroupEpoch} {group.AssignmentEpoch}: ";
        return head + string.Join("; ", group.Members.Select(
            member => $"{member.MemberId}@{member.MemberEpoch} {Text(member.Assignment)} "
                + $"-> {Text(member.TargetAssignment)}"));
    }

    private string Classic()
    {
        var group = _core.Describe("g", version: 6);
        return $"{group.GroupState} {group.ProtocolData} " + string.Join("; ", group.Members.Select(
            member => $"{member.MemberId} {Convert.ToHexString(member.MemberAssignment.Span)}"));
    }

    private static string Text(Assignment assignment) => string.Join(' ', Partitions(assignment).Order());

    private static IEnumerable<TopicPartitionId> Partitions(Assignment assignment) =>
        assignment.TopicPartitions.SelectMany(topic => topic.Partitions.Select(
            partition => new TopicPartitionId(topic.TopicId, partition)));

    // Of the members whose epoch is the one of the present; after a lost answer a member may lag, and is fenced by it.
    private void CheckNobodySharesAPartition()
    {
        var owners = new Dictionary<TopicPartitionId, string>();
        var members = _consumers.Select(consumer => (consumer.MemberId, consumer.Epoch, consumer.Owned)).Concat(
            RunningClassics.Where(classic => !classic.MissedAGeneration).Select(
                classic => (classic.MemberId, classic.Generation, classic.Owned)));
        foreach ((string memberId, int epoch, HashSet<TopicPartitionId> owned) in members)
        {
            if (!_core.IsMember("g", memberId, epoch))
            {
                continue;
            }

            foreach (TopicPartitionId partition in owned)
            {
                Assert.True(
                    owners.TryAdd(partition, memberId),
                    $"{partition} is owned by {memberId} and {owners.GetValueOrDefault(partition)}");
            }
        }
    }

    private void CheckEverythingIsOwned()
    {
        CheckConsumersAtRest();
        var shares = Running.ToDictionary(consumer => consumer, consumer => consumer.Owned);
        var expected = _topics
            .Where(topic => Running.Any(consumer => Reads(consumer, topic))
                || RunningClassics.Any(classic => classic.Topics.Contains(topic)))
            .SelectMany(topic => Enumerable.Range(0, _image.Topics[topic].Partitions.Length)
                .Select(index => new TopicPartitionId(_image.Topics[topic].Id, index)));
        var all = shares.Values.Concat(RunningClassics.Select(classic => classic.Owned));
        Assert.Equal(expected.Order(), all.SelectMany(owned => owned).Order());
        if (_assignor != "range" && RunningClassics.Length == 0)
        {
            CheckBalance(shares);
        }
    }

    private void CheckConsumersAtRest()
    {
        if (Running.Length == 0)
        {
            return;
        }

        DescribedGroup group = Described();
        Assert.Equal("Stable", group.GroupState);
        Assert.Equal(group.GroupEpoch, group.AssignmentEpoch);
        Assert.Equal(Running.Length + RunningClassics.Length, group.Members.Count);
        foreach (Member member in group.Members)
        {
            var owned = Running.SingleOrDefault(running => running.MemberId == member.MemberId)?.Owned
                ?? RunningClassics.Single(classic => classic.MemberId == member.MemberId).Owned;
            Assert.Equal(Partitions(member.TargetAssignment).Order(), Partitions(member.Assignment).Order());
            Assert.Equal(Partitions(member.Assignment).Order(), owned.Order());
        }
    }

    // No partition could move to a subscriber that has two fewer; of equal subscriptions that is: within one.
    private void CheckBalance(Dictionary<SimulatedConsumer, HashSet<TopicPartitionId>> shares)
    {
        foreach ((SimulatedConsumer owner, HashSet<TopicPartitionId> owned) in shares)
        {
            foreach (string topic in owned.Select(partition => _image.FindTopic(partition.TopicId)!.Name).Distinct())
            {
                int least = shares.Where(share => Reads(share.Key, topic)).Min(share => share.Value.Count);
                Assert.True(owned.Count - least <= 1, $"{owner.MemberId} has {owned.Count}, another has {least}");
            }
        }
    }

    private static bool Reads(SimulatedConsumer consumer, string topic) =>
        consumer.Topics.Contains(topic)
        || (consumer.Pattern is not null && topic.Length == 2 && topic[1] is >= '0' and <= '3');
}
