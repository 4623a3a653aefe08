// The door to consuming. What is fetched ahead is handed out here, parsed on the caller's thread; everything else runs
// in the fetch loops, the group membership and the loop that looks positions up.
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>
/// Reads partitions, as a member of a group or assigned by hand. Any thread may pause, seek and commit; receive from
/// one at a time. Records of one partition come in order.
/// </summary>
public sealed partial class KafkaConsumer : IAsyncDisposable
{
    private readonly ClusterLink _link;
    private readonly KafkaConsumerOptions _options;
    private readonly PartitionTable _table;
    private readonly CoordinatorLink? _coordinator;
    private readonly PositionResolver _resolver;
    private readonly Fetcher _fetcher;
    private readonly AsyncSignal _lookUp = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private GroupMember? _member;
    private Task _positions = Task.CompletedTask;
    private Task? _closing;

    internal KafkaConsumer(ClusterLink link, KafkaConsumerOptions options)
    {
        Validate(options);
        _link = link;
        _options = options;
        _table = new PartitionTable(options.PrefetchBytes);
        _coordinator = options.GroupId is { } groupId
            ? new CoordinatorLink(link, CoordinatorKind.Group, groupId)
            : null;
        _resolver = new PositionResolver(link, options, _table, _coordinator);
        _fetcher = new Fetcher(link, options, _table);
        _table.Changed += _lookUp.Set;
    }

    /// <summary>The partitions that are this consumer's at the moment.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _table.Assignment;

    /// <summary>
    /// This member's place in its group, for transactions. Take it when partitions are assigned and keep it for them:
    /// a later one would vouch for partitions that were lost meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There is no group id, or the consumer is no member of its group at the moment.
    /// </exception>
    public ConsumerGroupMetadata GroupMetadata
    {
        get
        {
            CoordinatorLink coordinator = RequireGroup("GroupMetadata");
            Membership me = _member?.Membership ?? Membership.None;
            return me.Generation >= 0
                ? new ConsumerGroupMetadata(
                    coordinator.GroupId, me.Generation, me.MemberId, _options.GroupInstanceId)
                : throw new InvalidOperationException(
                    $"This consumer is no member of group '{coordinator.GroupId}' at the moment: offsets could be "
                        + "committed without being fenced. Subscribe, and take it in OnAssignedAsync.");
        }
    }

    /// <summary>Bytes fetched ahead and not received yet.</summary>
    public long BufferedBytes => _table.BufferedBytes;

    /// <summary>Joins the group and shares the topics with its other members. Once, instead of Assign.</summary>
    /// <exception cref="InvalidOperationException">There is no group id, or the consumer reads already.</exception>
    public void Subscribe(params string[] topics)
    {
        ArgumentOutOfRangeException.ThrowIfZero(topics.Length, nameof(topics));
        CoordinatorLink coordinator = RequireGroup("Subscribe");

        lock (_gate)
        {
            RequireUnused();
            _member = new GroupMember(_link, _options, _table, coordinator, _resolver, topics);
            _positions = Task.Run(LookUpAsync);
        }
    }

    /// <summary>
    /// Reads these partitions, without sharing them. An offset below zero is looked up: see
    /// <see cref="TopicPartitionOffset"/>. A later call replaces the partitions.
    /// </summary>
    /// <exception cref="InvalidOperationException">The consumer has subscribed.</exception>
    public void Assign(params TopicPartitionOffset[] partitions)
    {
        lock (_gate)
        {
            if (_member is not null)
                throw new InvalidOperationException("This consumer has subscribed; assign by hand on one of its own.");

            ObjectDisposedException.ThrowIf(_closing is not null, this);
            _link.Metadata.Track(partitions.Select(partition => partition.Topic));
            _table.Replace(partitions);
            _table.Activate();
            if (_positions.IsCompleted)
                _positions = Task.Run(LookUpAsync);
        }
    }

    /// <summary>The next fetched records of one partition; waits for some.</summary>
    /// <returns>The records, to be disposed; null once the consumer is closed.</returns>
    /// <exception cref="KafkaException">
    /// A partition cannot be read and waits for a Seek, or the group has fenced this member: see the code and message.
    /// </exception>
    public ValueTask<ConsumedBatch?> ReceiveAsync(CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return TryReceive(out ConsumedBatch? batch, out Task arrival)
            ? new ValueTask<ConsumedBatch?>(batch)
            : ReceiveSlowAsync(arrival, ct);
    }

    /// <summary>Every fetched batch until the consumer is closed. Dispose each.</summary>
    public async IAsyncEnumerable<ConsumedBatch> ConsumeAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (await ReceiveAsync(ct) is { } batch)
            yield return batch;
    }

    /// <summary>Commits offsets of the group: the next offset to read of each partition.</summary>
    /// <exception cref="InvalidOperationException">There is no group id.</exception>
    /// <exception cref="KafkaException">
    /// Not committed. Kind fenced: the partitions belong to others now, their records come again there. A rebalance in
    /// progress: commit again after it, if the partition is still assigned.
    /// </exception>
    public Task CommitAsync(IReadOnlyCollection<TopicPartitionOffset> offsets, CancellationToken ct = default)
    {
        CoordinatorLink coordinator = RequireGroup("Commit");
        if (offsets.Count == 0)
            return Task.CompletedTask;

        OffsetCommitRequest request = GroupOffsets.CommitRequest(coordinator.GroupId, offsets);
        Membership me = _member?.Membership ?? Membership.None;
        request.GenerationIdOrMemberEpoch = me.Generation;
        request.MemberId = me.MemberId;
        request.GroupInstanceId = _member is null ? null : _options.GroupInstanceId;
        return coordinator.CommitAsync(request, ct);
    }

    /// <summary>
    /// Asks the group whether a place in it still counts: true when the partitions that came with it are this member's
    /// now; false when they are others', or about to be. Asking counts as a heartbeat.
    /// </summary>
    /// <param name="place">What <see cref="GroupMetadata"/> was when the partitions were assigned.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There is no group id.</exception>
    /// <exception cref="KafkaException">The group could not be asked.</exception>
    public async Task<bool> IsMemberAsync(ConsumerGroupMetadata place, CancellationToken ct = default)
    {
        var request = new HeartbeatRequest
        {
            GroupId = place.GroupId,
            GenerationId = place.Generation,
            MemberId = place.MemberId,
            GroupInstanceId = place.InstanceId,
        };
        HeartbeatResponse response = await RequireGroup("IsMember").AskAsync(request, ct);
        return response.ErrorCode == ErrorCode.None;
    }

    /// <summary>
    /// Receives nothing more of the partition until <see cref="Resume"/>; what was fetched ahead is kept. Its
    /// assignment and the group's heartbeats go on.
    /// </summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Pause(TopicPartition partition) => _table.Pause(partition);

    /// <summary>Receives of the partition again.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Resume(TopicPartition partition) => _table.Resume(partition);

    /// <summary>
    /// Goes on at another offset; -1 the end, -2 the oldest record. Batches received before stay valid.
    /// </summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Seek(TopicPartition partition, long offset) => _table.Seek(partition, offset);

    /// <summary>The offset of the next record to be received; null when not assigned, or not known yet.</summary>
    public long? Position(TopicPartition partition) => _table.PositionOf(partition);

    /// <summary>
    /// How many offsets lie between <see cref="Position"/> and the end that this consumer can read: the last stable
    /// offset, which stops at the oldest open transaction, or the high watermark for a reader of uncommitted records.
    /// As of the last fetch; null when not assigned, or before the first fetch.
    /// </summary>
    public long? Lag(TopicPartition partition) => _table.LagOf(partition);

    /// <summary>
    /// The group's committed offsets of these partitions; those without one are left out. Waits for transactions that
    /// may still change them.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no group id.</exception>
    /// <exception cref="KafkaException">They could not be read within the request time-out.</exception>
    public Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> CommittedAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken ct = default) =>
        RequireGroup("Committed").FetchOffsetsAsync(partitions, ct);

    /// <summary>
    /// Ends: receivers get null, the listener hears of the revocation (it may commit), a dynamic member leaves the
    /// group.
    /// </summary>
    public Task CloseAsync()
    {
        lock (_gate)
            return _closing ??= CloseOnceAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseOnceAsync()
    {
        await Task.Yield();
        _table.Close();
        if (_member is not null)
            await _member.DisposeAsync();

        await _ended.CancelAsync();
        await _positions;
        await _fetcher.DisposeAsync();
        if (_coordinator is not null)
            await _coordinator.DisposeAsync();
    }

    private async ValueTask<ConsumedBatch?> ReceiveSlowAsync(Task arrival, CancellationToken ct)
    {
        while (true)
        {
            await arrival.WaitAsync(ct);
            if (TryReceive(out ConsumedBatch? batch, out arrival))
                return batch;
        }
    }

    // True with a batch, or with null when the consumer is closed.
    private bool TryReceive(out ConsumedBatch? batch, out Task arrival)
    {
        while (true)
        {
            FetchedChunk? chunk = _table.TryTake(out bool isClosed, out arrival, out int moves);
            batch = chunk is null ? null : Parse(chunk, moves);
            if (batch is not null || isClosed)
                return true;

            if (chunk is null)
                return false;
        }
    }

    private ConsumedBatch? Parse(FetchedChunk chunk, int moves)
    {
        try
        {
            return RecordParser.Parse(chunk, _options.Isolation, _options.MaxDecompressedBytes);
        }
        catch (Exception error) when (error is MalformedMessageException or CodecUnavailableException)
        {
            // The partition stops here, at the chunk's first offset: what cannot be read is never skipped silently.
            ErrorCode code = error is CodecUnavailableException
                ? ErrorCode.UnsupportedCompressionType
                : ErrorCode.CorruptMessage;
            _table.Fail(chunk.Partition, chunk.FetchOffset, moves, new KafkaException(
                code,
                $"Records of {chunk.Partition} from offset {chunk.FetchOffset} cannot be read; it waits for a Seek",
                error));
            return null;
        }
    }

    // Looks positions up that became unknown: by hand assigned ones, and those outside the log.
    private async Task LookUpAsync()
    {
        int failures = 0;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                if (_member is null || _table.Assignment.Count > 0)
                    await _resolver.ResolveAsync(_ended.Token);

                failures = 0;
                await _lookUp.WaitAsync(_ended.Token);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (KafkaException error)
            {
                failures++;
                LogLookUpFailed(_link.Logger, failures, error);
                if (!error.IsRetriable)
                    _table.FailAll(error);

                await Task.Delay(Backoff.For(_link.Options, failures), _link.Options.Time, _ended.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private CoordinatorLink RequireGroup(string call) => _coordinator
        ?? throw new InvalidOperationException($"{call} needs a group: set {nameof(KafkaConsumerOptions.GroupId)}.");

    private void RequireUnused()
    {
        ObjectDisposedException.ThrowIf(_closing is not null, this);
        if (_member is not null || !_positions.IsCompleted)
            throw new InvalidOperationException("This consumer reads already; create another for other topics.");
    }

    private static void Validate(KafkaConsumerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinBytes, 1, nameof(options.MinBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytes, 1, nameof(options.MaxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPartitionBytes, 1, nameof(options.MaxPartitionBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PrefetchBytes, 1, nameof(options.PrefetchBytes));
        if (options.HeartbeatInterval * 2 > options.SessionTimeout)
        {
            throw new ArgumentException(
                $"HeartbeatInterval {options.HeartbeatInterval} must be at most half of SessionTimeout "
                    + $"{options.SessionTimeout}.");
        }
    }

    [LoggerMessage(60, LogLevel.Warning, "Positions could not be looked up, attempt {Attempt}")]
    private static partial void LogLookUpFailed(ILogger logger, int attempt, Exception error);
}
