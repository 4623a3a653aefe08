// Membership in a classic consumer group (KIP-394 two-step join, KIP-345 static members, eager rebalances). One loop:
// join, sync, take the partitions, beat until the group rebalances or the membership is lost, let go, join again. The
// listener is called from this loop only, and before a join, so a handler may still commit what it has.
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Why a stay in the group ended.</summary>
internal enum StayEnd
{
    /// <summary>The group rebalances; the partitions are still this member's.</summary>
    Rebalance,

    /// <summary>The group has dropped this member; the partitions are others' already.</summary>
    Lost,
}

/// <summary>A member of a consumer group.</summary>
internal sealed partial class GroupMember : IAsyncDisposable
{
    private readonly ClusterLink _link;
    private readonly KafkaConsumerOptions _options;
    private readonly PartitionTable _table;
    private readonly CoordinatorLink _coordinator;
    private readonly PositionResolver _resolver;
    private readonly string[] _topics;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _loop;
    private volatile Membership _membership = Membership.None;
    private TaskCompletionSource<StayEnd> _stay = NewStay();
    private TopicPartition[] _assigned = [];

    public GroupMember(
        ClusterLink link,
        KafkaConsumerOptions options,
        PartitionTable table,
        CoordinatorLink coordinator,
        PositionResolver resolver,
        string[] topics)
    {
        _link = link;
        _options = options;
        _table = table;
        _coordinator = coordinator;
        _resolver = resolver;
        _topics = topics;
        link.Metadata.Track(topics);
        link.Metadata.Changed += OnMetadataChanged;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Who this member is, for commits.</summary>
    public Membership Membership => _membership;

    /// <summary>Lets go of the partitions, leaves the group (a static member stays on its list) and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _link.Metadata.Changed -= OnMetadataChanged;
        await _ended.CancelAsync();
        await _loop;
    }

    private async Task LoopAsync()
    {
        int failures = 0;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await JoinAsync(_ended.Token);
                failures = 0;
                await StayAsync();
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                break;
            }
            catch (KafkaException error) when (error.IsRetriable || IsRejoin(error.Code))
            {
                failures++;
                LogRejoin(_link.Logger, _coordinator.GroupId, failures, error.Message);
                Forget(error.Code);
                await Task.Delay(Backoff.For(_link.Options, failures), _link.Options.Time, _ended.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception error)
            {
                _table.FailAll(error);
                break;
            }
        }

        await LeaveAsync();
    }

    // Holds the membership until it ends, and lets go of the partitions while beats still go out.
    private async Task StayAsync()
    {
        using var staying = new CancellationTokenSource();
        Task beats = BeatAsync(_stay, staying.Token);
        StayEnd end = StayEnd.Rebalance;
        try
        {
            await TakeAsync();
            end = await _stay.Task.WaitAsync(_ended.Token);
        }
        finally
        {
            try
            {
                await LetGoAsync(end);
            }
            finally
            {
                await staying.CancelAsync();
                await beats;
            }
        }

        if (end == StayEnd.Lost)
            _membership = Membership.None;
    }

    private async Task TakeAsync()
    {
        _table.Replace(_assigned.Select(partition =>
            new TopicPartitionOffset(partition.Topic, partition.Partition, TopicPartitionOffset.Stored)));
        if (_options.Rebalance is { } listener)
        {
            await listener.OnAssigningAsync(_assigned);
            await _resolver.ResolveAsync(_ended.Token);
            await listener.OnAssignedAsync(_assigned);
        }
        else
        {
            await _resolver.ResolveAsync(_ended.Token);
        }

        _table.Activate();
    }

    private async Task LetGoAsync(StayEnd end)
    {
        TopicPartition[] owned = _assigned;
        _assigned = [];
        _table.Replace([]);
        if (_options.Rebalance is not { } listener || owned.Length == 0)
            return;

        if (end == StayEnd.Lost)
            await listener.OnLostAsync(owned);
        else
            await listener.OnRevokedAsync(owned);
    }

    private async Task BeatAsync(TaskCompletionSource<StayEnd> stay, CancellationToken ct)
    {
        Membership me = _membership;
        var request = new HeartbeatRequest
        {
            GroupId = _coordinator.GroupId,
            GenerationId = me.Generation,
            MemberId = me.MemberId,
            GroupInstanceId = _options.GroupInstanceId,
        };
        long lastHeard = _link.Options.Time.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(_options.HeartbeatInterval, _link.Options.Time, ct)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;

            ErrorCode error = await BeatOnceAsync(request, ct);
            switch (error)
            {
                case ErrorCode.None or ErrorCode.RebalanceInProgress:
                    lastHeard = _link.Options.Time.GetTimestamp();
                    if (error != ErrorCode.None)
                        stay.TrySetResult(StayEnd.Rebalance); // and on: the session must outlive the revocation
                    break;
                case ErrorCode.FencedInstanceId:
                    stay.TrySetException(new KafkaException(
                        error, $"Another member of '{_coordinator.GroupId}' took the instance id"));
                    return;
                case ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration:
                    stay.TrySetResult(StayEnd.Lost);
                    return;
                default:
                    if (_link.Options.Time.GetElapsedTime(lastHeard) < _options.SessionTimeout)
                        break;

                    stay.TrySetResult(StayEnd.Lost); // the coordinator has dropped this member by now
                    return;
            }
        }
    }

    private async Task<ErrorCode> BeatOnceAsync(HeartbeatRequest request, CancellationToken ct)
    {
        try
        {
            HeartbeatResponse response = await _coordinator.AskAsync(request, ct);
            if (response.ErrorCode is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
                _coordinator.Forget();

            return response.ErrorCode;
        }
        catch (KafkaException error)
        {
            return error.Code;
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return ErrorCode.NetworkException;
        }
    }

    private async Task LeaveAsync()
    {
        // A static member that restarts takes its partitions back; leaving would have them moved twice (KIP-345).
        Membership me = _membership;
        _membership = Membership.None;
        if (me.MemberId.Length == 0 || _options.GroupInstanceId is not null)
            return;

        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _link.Options.Time);
            var request = new LeaveGroupRequest { GroupId = _coordinator.GroupId, MemberId = me.MemberId };
            await _coordinator.AskAsync(request, patience.Token, cap: 2);
        }
        catch (Exception error) when (error is KafkaException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotLeft(_link.Logger, _coordinator.GroupId, error.Message); // the session time-out does it
        }
    }

    private static bool IsRejoin(ErrorCode code) =>
        code is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.RebalanceInProgress;

    private void Forget(ErrorCode code)
    {
        if (code is ErrorCode.UnknownMemberId)
            _membership = Membership.None;

        _coordinator.Forget();
    }

    private static TaskCompletionSource<StayEnd> NewStay() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(50, LogLevel.Information, "Group {Group}: joining again, attempt {Attempt}: {Reason}")]
    private static partial void LogRejoin(ILogger logger, string group, int attempt, string reason);

    [LoggerMessage(51, LogLevel.Information, "Group {Group} was not left in order: {Reason}")]
    private static partial void LogNotLeft(ILogger logger, string group, string reason);

    [LoggerMessage(52, LogLevel.Information, "Group {Group}: {Member} in generation {Generation} has {Count}")]
    private static partial void LogAssigned(ILogger logger, string group, string member, int generation, int count);
}

/// <summary>A member's place in its group.</summary>
internal sealed record Membership(string MemberId, int Generation)
{
    public static readonly Membership None = new("", -1);
}
