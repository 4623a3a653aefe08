using System.Globalization;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

public sealed class TransactionStories
{
    [Theory]
    [InlineData("transaction_commits")]
    [InlineData("transaction_aborts")]
    [InlineData("transaction_of_version_1")]
    [InlineData("transaction_first_writes_wait")]
    [InlineData("transaction_late_requests")]
    [InlineData("transaction_late_requests_of_version_1")]
    [InlineData("transaction_same_id_twice")]
    [InlineData("transaction_times_out")]
    [InlineData("transaction_epochs_run_out")]
    [InlineData("transaction_coordinator_restarts")]
    [InlineData("transaction_records_cannot_be_written")]
    [InlineData("transaction_bad_requests")]
    [InlineData("transaction_ids_expire")]
    public void Transaction_story_goes_as_written(string name)
    {
        var world = new World();
        StoryRunner.Run(name, world.Step);
    }

    /// <summary>A coordinator, a clock, its timers and the log it appends to; steps are lines of a story.</summary>
    private sealed class World
    {
        private const string Id = "id";
        private readonly List<TransactionEffect> _effects = [];
        private readonly Dictionary<TransactionTimer, long> _timers = [];
        private readonly Queue<PendingTransition> _appends = [];
        private readonly Queue<TransactionEnd> _ends = [];
        private readonly Queue<PendingAllocation> _allocations = [];
        private readonly List<CoordinatorRecord> _log = [];
        private TransactionCoordinator _core = new(new TransactionOptions());
        private long _nowMs;
        private long _lastProducerId = 1_000;

        private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

        internal IEnumerable<string> Step(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var args = words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
            string Arg(string name, string otherwise) => args.GetValueOrDefault(name, otherwise);
            long pid = long.Parse(Arg("pid", "-1"), CultureInfo.InvariantCulture);
            short epoch = short.Parse(Arg("epoch", "-1"), CultureInfo.InvariantCulture);
            _effects.Clear();
            switch (words[0])
            {
                case "verify":
                    return [ErrorTable.Name(_core.Verify(Arg("id", Id), pid, epoch, [Partition(Arg("p", "t-0"))]))];
                case "describe":
                    return [Describe(Arg("id", Id))];
                case "pass":
                    Pass(long.Parse(Arg("ms", "0"), CultureInfo.InvariantCulture));
                    break;
                case "expire":
                    _core.ExpireIds(Now, _effects);
                    break;
                case "used":
                    // As if as many producers had come and gone as it takes.
                    Use(epoch);
                    break;
                case "restart":
                    Restart();
                    break;
                case "written" or "lost" or "marked" or "allocated":
                    Complete(words[0]);
                    break;
                default:
                    Ask(words[0], pid, epoch, Arg);
                    break;
            }

            return Follow();
        }

        private void Ask(string request, long pid, short epoch, Func<string, string, string> arg)
        {
            string id = arg("id", Id) is var given and not "-" ? given : "";
            string to = arg("p", "t-0");
            bool isVersion2 = arg("v", "2") == "2";
            switch (request)
            {
                case "init":
                    var init = new InitProducerIdRequest
                    {
                        TransactionalId = id,
                        TransactionTimeoutMs = int.Parse(arg("timeout", "60000"), CultureInfo.InvariantCulture),
                        ProducerId = pid,
                        ProducerEpoch = epoch,
                    };
                    _core.InitRequested(init, Token("init"), Now, _effects);
                    break;
                case "add":
                    _core.AddRequested(id, pid, epoch, [Partition(to)], Token("add"), Now, _effects);
                    break;
                case "write":
                    _core.FirstWriteArrived(
                        id, pid, epoch, Partition(to), adds: isVersion2, Token("write " + to), Now, _effects);
                    break;
                case "commit" or "abort":
                    var end = new EndTxnRequest
                    {
                        TransactionalId = id,
                        ProducerId = pid,
                        ProducerEpoch = epoch,
                        Committed = request == "commit",
                    };
                    _core.EndRequested(end, isVersion2 ? (short)5 : (short)4, Token(request), Now, _effects);
                    break;
                default:
                    throw new InvalidDataException($"No step is called '{request}'.");
            }
        }

        private void Complete(string what)
        {
            switch (what)
            {
                case "written":
                    PendingTransition append = _appends.Dequeue();
                    _log.Add(append.Record);
                    _core.AppendCompleted(append, ErrorCode.None, Now, _effects);
                    break;
                case "lost":
                    _core.AppendCompleted(_appends.Dequeue(), ErrorCode.CoordinatorNotAvailable, Now, _effects);
                    break;
                case "marked":
                    _core.MarkersWritten(_ends.Dequeue(), Now, _effects);
                    break;
                case "allocated":
                    _core.ProducerIdAllocated(_allocations.Dequeue(), ++_lastProducerId, Now, _effects);
                    break;
            }
        }

        private static ReplyToken Token(string who) => new(who);

        private static TopicPartition Partition(string text)
        {
            string[] parts = text.Split('-');
            return new TopicPartition(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        private void Pass(long ms)
        {
            long until = _nowMs + ms;
            while (_timers.Where(timer => timer.Value <= until).OrderBy(timer => timer.Value).Select(
                timer => timer.Key).FirstOrDefault() is { } due)
            {
                _nowMs = _timers[due];
                _timers.Remove(due);
                _core.TimerFired(due, Now, _effects);
            }

            _nowMs = until;
        }

        private void Use(short epoch)
        {
            _log.Add(TransactionRecords.Encode(
                TransactionRecords.ReadValue(Id, _log[^1].Value!.Value) with { ProducerEpoch = epoch }));
            Restart();
        }

        private void Restart()
        {
            _timers.Clear();
            _appends.Clear();
            _ends.Clear();
            _allocations.Clear();
            _core = new TransactionCoordinator(new TransactionOptions());
            foreach (CoordinatorRecord record in _log)
            {
                Assert.True(_core.Replay(record.Key, record.Value));
            }

            _core.ReplayFinished(Now, _effects);
        }

        private List<string> Follow()
        {
            var lines = new List<string>();
            foreach (TransactionEffect effect in _effects)
            {
                switch (effect)
                {
                    case TransactionEffect.Reply reply:
                        lines.Add($"{reply.Token.Target}: {Describe(reply.Response)}");
                        break;
                    case TransactionEffect.AppendRecord append:
                        _appends.Enqueue(append.Append);
                        lines.Add("append " + Describe(append.Append.Record));
                        break;
                    case TransactionEffect.WriteMarkers { Markers: { } end }:
                        _ends.Enqueue(end);
                        lines.Add(
                            $"mark {(end.IsCommit ? "commit" : "abort")} {end.ProducerId}/{end.ProducerEpoch}" +
                            $"{(end.IsVersion2 ? " v2" : "")} in [{string.Join(' ', end.Partitions)}]");
                        break;
                    case TransactionEffect.AllocateProducerId allocate:
                        _allocations.Enqueue(allocate.Allocation);
                        lines.Add("allocate a producer id");
                        break;
                    case TransactionEffect.ArmTimer arm:
                        _timers[arm.Timer] = arm.DueMs;
                        lines.Add($"time is up at {arm.DueMs}");
                        break;
                    case TransactionEffect.CancelTimer cancel:
                        _timers.Remove(cancel.Timer);
                        break;
                }
            }

            return lines;
        }

        private static string Describe(CoordinatorRecord record)
        {
            string id = TransactionRecords.ReadKey(record.Key)!;
            if (record.Value is not { } value)
            {
                return $"{id} forgotten";
            }

            TransactionImage image = TransactionRecords.ReadValue(id, value);
            return $"{id} {image.State} {image.ProducerId}/{image.ProducerEpoch}" +
                $"{(image.PreviousProducerId >= 0 ? $" after {image.PreviousProducerId}" : "")}" +
                $"{(image.NextProducerId >= 0 ? $" before {image.NextProducerId}" : "")}" +
                $"{(image.Partitions.Count > 0 ? $" [{string.Join(' ', image.Partitions)}]" : "")}";
        }

        private static string Describe(object response) => response switch
        {
            ErrorCode error => ErrorTable.Name(error),
            InitProducerIdResponse { ErrorCode: ErrorCode.None } init => $"{init.ProducerId}/{init.ProducerEpoch}",
            InitProducerIdResponse init => ErrorTable.Name(init.ErrorCode),
            EndTxnResponse { ErrorCode: ErrorCode.None, ProducerId: >= 0 } end =>
                $"NONE, next {end.ProducerId}/{end.ProducerEpoch}",
            EndTxnResponse end => ErrorTable.Name(end.ErrorCode),
            _ => response.GetType().Name,
        };

        private string Describe(string id)
        {
            var described = _core.Describe(id);
            return described.ErrorCode != ErrorCode.None
                ? ErrorTable.Name(described.ErrorCode)
                : $"{described.TransactionState} {described.ProducerId}/{described.ProducerEpoch} " +
                    $"[{string.Join(' ', described.Topics.SelectMany(
                        topic => topic.Partitions.Select(p => $"{topic.Topic}-{p}")))}]";
        }
    }
}
