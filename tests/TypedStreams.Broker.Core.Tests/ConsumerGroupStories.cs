using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatRequest;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetDeleteRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ConsumerGroupStories
{
    [Theory]
    [InlineData("consumers_share_partitions")]
    [InlineData("consumers_repeat_heartbeats")]
    [InlineData("consumers_are_fenced_and_expelled")]
    [InlineData("consumers_with_static_names")]
    [InlineData("consumers_follow_topics")]
    [InlineData("consumers_commit")]
    [InlineData("consumers_and_administrators")]
    [InlineData("consumers_and_classic_members")]
    [InlineData("classic_group_becomes_consumer_group_and_turns_back")]
    [InlineData("classic_members_move_with_consumers")]
    [InlineData("migration_policies")]
    [InlineData("consumers_records_cannot_be_written")]
    [InlineData("consumers_bad_requests")]
    public void Consumer_group_story_goes_as_written(string name)
    {
        var world = new World();
        StoryRunner.Run(name, world.Step);
    }

    /// <summary>A coordinator, the cluster's topics, its log and timers; steps are lines of a story.</summary>
    private sealed class World
    {
        private GroupOptions _options = new() { MaxConsumerGroupSize = 3 };
        private readonly List<GroupEffect> _effects = [];
        private readonly Dictionary<GroupTimer, long> _timers = [];
        private readonly Queue<PendingAppend> _appends = [];
        private readonly List<CoordinatorRecord> _log = [];
        private GroupCoordinator _core = new(new GroupOptions { MaxConsumerGroupSize = 3 });
        private ClusterImage _image = ClusterImage.Empty;
        private long _nowMs;

        private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

        internal IEnumerable<string> Step(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var args = words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
            string? Arg(string name) => args.GetValueOrDefault(name);
            _effects.Clear();
            switch (words[0])
            {
                case "topic":
                    Grow(Arg("name")!, int.Parse(Arg("partitions")!));
                    break;
                case "drop":
                    Apply(new RemoveTopicRecord { TopicId = _image.Topics[Arg("name")!].Id });
                    break;
                case "join" or "beat":
                    Beat(words[0] == "join", Arg);
                    break;
                case "classic":
                    _core.JoinRequested(
                        new JoinGroupRequest
                        {
                            GroupId = "g",
                            SessionTimeoutMs = 10_000,
                            RebalanceTimeoutMs = 10_000,
                            ProtocolType = "consumer",
                            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range" }],
                        },
                        new JoinCaller("c", "/127.0.0.1", ApiVersion: 3, "c-1"), _image, Token("classic"),
                        Now, _effects);
                    break;
                case "classic-join" or "classic-sync" or "classic-beat" or "classic-leave":
                    Classic(words[0], Arg("member") ?? "", Arg);
                    break;
                case "policy":
                    _options = _options with { Migration = Enum.Parse<MigrationPolicy>(Arg("is")!, ignoreCase: true) };
                    Restart();
                    break;
                case "commit":
                    Commit(Arg("member") ?? "", int.Parse(Arg("epoch") ?? "-1"), short.Parse(Arg("v") ?? "9"), Arg);
                    break;
                case "fetch":
                    return [Fetch(Arg("member"), int.Parse(Arg("epoch") ?? "-1"))];
                case "forget":
                    Forget(Arg("topic")!);
                    break;
                case "delete":
                    _core.DeleteRequested("g", Token("delete"), Now, _effects);
                    break;
                case "describe":
                    return Describe();
                case "committed":
                    _log.AddRange(_appends.Peek().Records);
                    _core.AppendCompleted(_appends.Dequeue(), ErrorCode.None, Now, _effects);
                    break;
                case "lost":
                    _core.AppendCompleted(_appends.Dequeue(), ErrorCode.CoordinatorNotAvailable, Now, _effects);
                    break;
                case "pass":
                    Pass(long.Parse(Arg("ms")!));
                    break;
                case "restart":
                    Restart();
                    break;
                default:
                    throw new InvalidDataException($"No step is called '{words[0]}'.");
            }

            Follow(_effects);
            return _effects.Select(Describe).OfType<string>().ToList();
        }

        private static ReplyToken Token(string who) => new(who);

        private void Beat(bool joins, Func<string, string?> arg)
        {
            int epoch = joins ? 0 : int.Parse(arg("epoch")!);
            var request = new ConsumerGroupHeartbeatRequest
            {
                GroupId = arg("group") ?? "g",
                MemberId = arg("member") ?? "",
                MemberEpoch = epoch,
                InstanceId = arg("instance"),
                RebalanceTimeoutMs = joins ? 30_000 : -1,
                SubscribedTopicNames = arg("topics") is { } topics ? [.. topics.Split(',')] : null,
                SubscribedTopicRegex = arg("regex"),
                ServerAssignor = arg("assignor"),
                TopicPartitions = joins ? [] : arg("owns") is { } owns ? Parse(owns) : null,
            };
            _core.ConsumerHeartbeatReceived(
                request, new JoinCaller("c", "/127.0.0.1", short.Parse(arg("v") ?? "1"), "fresh"), _image,
                Token(arg("member") ?? "?"), Now, _effects);
        }

        private void Classic(string step, string member, Func<string, string?> arg)
        {
            int generation = int.Parse(arg("generation") ?? "-1");
            string? instance = arg("instance");
            ReplyToken token = Token(member.Length > 0 ? member : arg("fresh") ?? "?");
            switch (step)
            {
                case "classic-join":
                    _core.JoinRequested(
                        ClassicJoin(member, instance, arg),
                        new JoinCaller("c", "/127.0.0.1", short.Parse(arg("v") ?? "9"), arg("fresh") ?? "?"),
                        _image, token, Now, _effects);
                    break;
                case "classic-sync":
                    _core.SyncRequested(
                        new SyncGroupRequest
                        {
                            GroupId = "g",
                            MemberId = member,
                            GroupInstanceId = instance,
                            GenerationId = generation,
                            ProtocolType = "consumer",
                            ProtocolName = "range",
                            Assignments = arg("gives") is not { } given ? [] :
                            [
                                new SyncGroupRequest.SyncGroupRequestAssignment
                                {
                                    MemberId = member, Assignment = ClassicAssignment(given),
                                },
                            ],
                        },
                        version: 5, _image, token, Now, _effects);
                    break;
                case "classic-beat":
                    _core.HeartbeatReceived(
                        new HeartbeatRequest
                        {
                            GroupId = "g",
                            MemberId = member,
                            GroupInstanceId = instance,
                            GenerationId = generation,
                        },
                        _image, token, Now, _effects);
                    break;
                default:
                    _core.LeaveRequested(
                        new LeaveGroupRequest
                        {
                            GroupId = "g",
                            Members =
                            [
                                new LeaveGroupRequest.MemberIdentity { MemberId = member, GroupInstanceId = instance },
                            ],
                        },
                        version: 5, token, Now, _effects);
                    break;
            }
        }

        private JoinGroupRequest ClassicJoin(string member, string? instance, Func<string, string?> arg)
        {
            var subscription = new ConsumerProtocolSubscription
            {
                Topics = [.. arg("topics")!.Split(',')],
                OwnedPartitions = (arg("owns") is { } owns ? Parse(owns) : []).ConvertAll(
                    topic => new ConsumerProtocolSubscription.TopicPartition
                    {
                        Topic = _image.FindTopic(topic.TopicId)!.Name,
                        Partitions = topic.Partitions,
                    }),
            };
            return new JoinGroupRequest
            {
                GroupId = "g",
                MemberId = member,
                GroupInstanceId = instance,
                SessionTimeoutMs = 10_000,
                RebalanceTimeoutMs = 20_000,
                ProtocolType = arg("type") ?? "consumer",
                Protocols =
                [
                    new JoinGroupRequest.JoinGroupRequestProtocol
                    {
                        Name = "range",
                        Metadata = arg("metadata") is null ? RecordBytes.Encode((short)1, subscription) : new byte[1],
                    },
                ],
            };
        }

        private ReadOnlyMemory<byte> ClassicAssignment(string partitions) => ConsumerProtocol.WriteAssignment(
            Parse(partitions).SelectMany(topic => topic.Partitions.Select(
                partition => new TopicPartitionId(topic.TopicId, partition))),
            id => _image.FindTopic(id)?.Name, new ClassicTraits(0, [new MemberProtocol("range", new byte[2])]));

        private string Text(ReadOnlyMemory<byte> assignment)
        {
            var topics = ConsumerProtocol.ReadAssignment(assignment, _image).GroupBy(partition => partition.TopicId)
                .Select(topic => $"{_image.FindTopic(topic.Key)!.Name}:"
                    + string.Join(',', topic.Select(partition => partition.Partition))).ToList();
            return topics.Count == 0 ? "nothing" : string.Join(';', topics);
        }

        // "t:0,1;u:2", or "-" for none.
        private List<OwnedTopicPartitions> Parse(string partitions) => partitions == "-" ? [] :
        [
            .. partitions.Split(';').Select(part => part.Split(':')).Select(part => new OwnedTopicPartitions
            {
                TopicId = _image.Topics[part[0]].Id,
                Partitions = [.. part[1].Split(',').Select(int.Parse)],
            }),
        ];

        private void Grow(string name, int partitions)
        {
            if (!_image.Topics.ContainsKey(name))
            {
                var id = new Guid((int)_image.EndOffset + 1, 0, 0, new byte[8]);
                Apply(new TopicRecord { Name = name, TopicId = id });
            }

            for (int index = _image.Topics[name].Partitions.Length; index < partitions; index++)
            {
                Apply(new PartitionRecord { TopicId = _image.Topics[name].Id, PartitionId = index, Replicas = [1] });
            }
        }

        private void Apply(object record) => _image = _image.Apply(record, _image.EndOffset);

        private void Commit(string member, int epoch, short version, Func<string, string?> arg) =>
            _core.CommitRequested(
                new OffsetCommitRequest
                {
                    GroupId = "g",
                    MemberId = member,
                    GenerationIdOrMemberEpoch = epoch,
                    Topics =
                    [
                        new OffsetCommitRequestTopic
                        {
                            Name = arg("topic") ?? "t",
                            Partitions =
                            [
                                new OffsetCommitRequestPartition
                                {
                                    PartitionIndex = int.Parse(arg("partition") ?? "0"),
                                    CommittedOffset = long.Parse(arg("offset")!),
                                },
                            ],
                        },
                    ],
                },
                version, isKnown: static (_, _) => true, Token("commit"), Now, _effects);

        private string Fetch(string? member, int epoch)
        {
            var all = _core.FetchOffsets(
                new OffsetFetchRequestGroup { GroupId = "g", Topics = null, MemberId = member, MemberEpoch = epoch },
                requireStable: false);
            return all.ErrorCode != ErrorCode.None ? ErrorTable.Name(all.ErrorCode)
                : string.Join(' ', all.Topics.SelectMany(topic => topic.Partitions.Select(
                    partition => $"{topic.Name}-{partition.PartitionIndex}@{partition.CommittedOffset}")));
        }

        private void Forget(string topic) => _core.OffsetDeleteRequested(
            new OffsetDeleteRequest
            {
                GroupId = "g",
                Topics =
                [
                    new OffsetDeleteRequestTopic { Name = topic, Partitions = [new OffsetDeleteRequestPartition()] },
                ],
            },
            Token("forget"), Now, _effects);

        private IEnumerable<string> Describe()
        {
            var group = _core.DescribeConsumers("g", _image);
            var listed = _core.List([], []).FirstOrDefault(known => known.GroupId == "g");
            yield return group.ErrorCode != ErrorCode.None
                ? $"{ErrorTable.Name(group.ErrorCode)}, listed as {listed?.GroupType ?? "nothing"}"
                : $"{group.GroupState} epoch={group.GroupEpoch} assignment={group.AssignmentEpoch} "
                    + $"{group.AssignorName}, listed as {listed?.GroupType}";
            foreach (var member in group.Members)
            {
                string kind = member.MemberType == 0 ? " classic" : "";
                yield return $"{member.MemberId}@{member.MemberEpoch}{kind} has {Text(member.Assignment)}"
                    + $" shall have {Text(member.TargetAssignment)}";
            }
        }

        private static string Text(ConsumerGroupDescribeResponse.Assignment assignment) =>
            assignment.TopicPartitions.Count == 0 ? "nothing" : string.Join(';', assignment.TopicPartitions.Select(
                topic => $"{topic.TopicName}:{string.Join(',', topic.Partitions)}"));

        private void Pass(long ms)
        {
            long until = _nowMs + ms;
            while (_timers.Where(timer => timer.Value <= until).OrderBy(timer => timer.Value).Select(
                timer => timer.Key).FirstOrDefault() is { } due)
            {
                _nowMs = _timers[due];
                _timers.Remove(due);
                int from = _effects.Count;
                _core.TimerFired(due, Now, _effects);
                Follow(_effects.Skip(from));
            }

            _nowMs = until;
        }

        private void Restart()
        {
            _timers.Clear();
            _appends.Clear();
            _core = new GroupCoordinator(_options);
            foreach (CoordinatorRecord record in _log)
            {
                Assert.True(_core.Replay(record.Key, record.Value));
            }

            _core.ReplayFinished(Now, _effects);
        }

        private void Follow(IEnumerable<GroupEffect> effects)
        {
            foreach (GroupEffect effect in effects.ToList())
            {
                switch (effect)
                {
                    case GroupEffect.ArmTimer arm:
                        _timers[arm.Timer] = arm.DueMs;
                        break;
                    case GroupEffect.CancelTimer cancel:
                        _timers.Remove(cancel.Timer);
                        break;
                    case GroupEffect.AppendRecords append when !_appends.Contains(append.Append):
                        _appends.Enqueue(append.Append);
                        break;
                }
            }
        }

        private string? Describe(GroupEffect effect) => effect switch
        {
            GroupEffect.Reply reply => $"{reply.Token.Target}: {DescribeResponse(reply.Response)}",
            GroupEffect.AppendRecords append => $"append {append.Append.Records.Count} record(s)",
            _ => null,
        };

        private string DescribeResponse(object response) => response switch
        {
            ConsumerGroupHeartbeatResponse { ErrorCode: not ErrorCode.None } refused =>
                $"{ErrorTable.Name(refused.ErrorCode)} {refused.ErrorMessage}".TrimEnd(),
            ConsumerGroupHeartbeatResponse heartbeat =>
                $"epoch={heartbeat.MemberEpoch}{(heartbeat.Assignment is { } given ? " gets " + Text(given) : "")}",
            OffsetCommitResponse commit => ErrorTable.Name(commit.Topics[0].Partitions[0].ErrorCode),
            OffsetDeleteResponse { ErrorCode: ErrorCode.None } forget =>
                ErrorTable.Name(forget.Topics[0].Partitions[0].ErrorCode),
            OffsetDeleteResponse forget => ErrorTable.Name(forget.ErrorCode),
            DeleteGroupsResponse.DeletableGroupResult deleted => ErrorTable.Name(deleted.ErrorCode),
            JoinGroupResponse { ErrorCode: ErrorCode.None } join =>
                $"generation={join.GenerationId} {(join.Leader == join.MemberId ? "leads" : "follows")}",
            JoinGroupResponse join => ErrorTable.Name(join.ErrorCode),
            SyncGroupResponse { ErrorCode: ErrorCode.None } sync => $"gets {Text(sync.Assignment)}",
            SyncGroupResponse sync => ErrorTable.Name(sync.ErrorCode),
            HeartbeatResponse beat => ErrorTable.Name(beat.ErrorCode),
            LeaveGroupResponse leave => ErrorTable.Name(leave.Members[0].ErrorCode),
            _ => response.GetType().Name,
        };

        private string Text(ConsumerGroupHeartbeatResponse.MemberAssignment assignment) =>
            assignment.TopicPartitions.Count == 0 ? "nothing" : string.Join(';', assignment.TopicPartitions.Select(
                topic => $"{_image.FindTopic(topic.TopicId)?.Name ?? "gone"}:{string.Join(',', topic.Partitions)}"));
    }
}
