// What a transactional producer asks of brokers: the coordinator of its transactional id, those of groups whose
// offsets it commits. Retries what may be retried until MaxBlock is over; decides nothing else.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>The requests of one transactional producer. Safe from any thread.</summary>
internal sealed class TransactionCoordinator(
    ClusterLink link, ProducerContext context, TransactionState state, ConnectionPool connections)
{
    /// <summary>Clients speak up to these while the cluster has not finalized transaction.version 2.</summary>
    public const short LastProduceBeforeVersion2 = 11;

    private const string VersionFeature = "transaction.version";
    private const short LastAddByClients = 3;
    private const short EndVersion2 = 5;
    private const short CommitOffsetsVersion2 = 5;
    private const short CommitOffsetsWithGroup = 3;
    private const short InitializeWithEpoch = 3;

    private readonly CoordinatorLink _coordinator =
        new(link, CoordinatorKind.Transaction, state.TransactionalId, connections);

    private readonly Dictionary<string, CoordinatorLink> _groups = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>
    /// Asks for an epoch. Without a current one older instances of the id are fenced and what they left open is
    /// aborted; with one it goes on from there, unless another instance came in between.
    /// </summary>
    /// <exception cref="KafkaException">Fenced, fatal, or the coordinator could not be reached in time.</exception>
    public async Task InitializeAsync(ProducerIdentity current, CancellationToken ct)
    {
        bool isVersion2 = false;
        InitProducerIdResponse response = await RetryAsync(
            TransactionStep.Initialize,
            $"'{state.TransactionalId}' gets no producer id",
            async token =>
            {
                isVersion2 = IsVersion2(await _coordinator.ConnectAsync(token));
                return await _coordinator.AskAsync(
                    new InitProducerIdRequest
                    {
                        TransactionalId = state.TransactionalId,
                        TransactionTimeoutMs = (int)context.Options.TransactionTimeout.TotalMilliseconds,
                        ProducerId = current.Id,
                        ProducerEpoch = current.Epoch,
                    },
                    token,
                    floor: current.IsNone ? (short)0 : InitializeWithEpoch);
            },
            static response => response.ErrorCode,
            _coordinator,
            ct);
        state.Initialized(new ProducerIdentity(response.ProducerId, response.ProducerEpoch), isVersion2);
    }

    /// <summary>Makes partitions part of the transaction, in the protocol before version 2.</summary>
    public async Task AddAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken ct)
    {
        ProducerIdentity me = state.Identity;
        var request = new AddPartitionsToTxnRequest
        {
            V3AndBelowTransactionalId = state.TransactionalId,
            V3AndBelowProducerId = me.Id,
            V3AndBelowProducerEpoch = me.Epoch,
            V3AndBelowTopics =
            [
                .. partitions.GroupBy(partition => partition.Topic).Select(topic =>
                    new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
                    {
                        Name = topic.Key,
                        Partitions = [.. topic.Select(partition => partition.Partition)],
                    }),
            ],
        };
        await RetryAsync(
            TransactionStep.Add,
            $"'{state.TransactionalId}' cannot add {string.Join(", ", partitions)} to its transaction",
            token => _coordinator.AskAsync(request, token, cap: LastAddByClients),
            static response => FirstError(response.ResultsByTopicV3AndBelow
                .SelectMany(topic => topic.ResultsByPartition).Select(partition => partition.PartitionErrorCode)),
            _coordinator,
            ct);
    }

    /// <summary>Commits offsets as part of the transaction.</summary>
    public async Task CommitOffsetsAsync(
        IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, CancellationToken ct)
    {
        ProducerIdentity me = state.Identity;
        if (state.MustAdd(group.GroupId))
        {
            await RetryAsync(
                TransactionStep.Add,
                $"'{state.TransactionalId}' cannot add group '{group.GroupId}' to its transaction",
                token => _coordinator.AskAsync(
                    new AddOffsetsToTxnRequest
                    {
                        TransactionalId = state.TransactionalId,
                        ProducerId = me.Id,
                        ProducerEpoch = me.Epoch,
                        GroupId = group.GroupId,
                    },
                    token),
                static response => response.ErrorCode,
                _coordinator,
                ct);
            state.Added(group.GroupId);
        }

        CoordinatorLink coordinator = GroupCoordinator(group.GroupId);
        TxnOffsetCommitRequest request = TransactionOffsets.Request(state.TransactionalId, me, offsets, group);
        await RetryAsync(
            TransactionStep.CommitOffsets,
            $"'{state.TransactionalId}' cannot commit offsets of group '{group.GroupId}', generation "
                + $"{group.Generation}, in its transaction",
            token => coordinator.AskAsync(
                request,
                token,
                floor: state.IsVersion2 ? CommitOffsetsVersion2 : CommitOffsetsWithGroup,
                cap: state.IsVersion2 ? CommitOffsetsVersion2 : (short)(CommitOffsetsVersion2 - 1)),
            static response => FirstError(response.Topics
                .SelectMany(topic => topic.Partitions).Select(partition => partition.ErrorCode)),
            coordinator,
            ct);
    }

    /// <summary>Ends the transaction; the identity of the next one, or none when it stays.</summary>
    public async Task<ProducerIdentity> EndAsync(bool isCommit, CancellationToken ct)
    {
        ProducerIdentity me = state.Identity;
        EndTxnResponse response = await RetryAsync(
            TransactionStep.End,
            $"'{state.TransactionalId}' cannot {(isCommit ? "commit" : "abort")} its transaction",
            token => _coordinator.AskAsync(
                new EndTxnRequest
                {
                    TransactionalId = state.TransactionalId,
                    ProducerId = me.Id,
                    ProducerEpoch = me.Epoch,
                    Committed = isCommit,
                },
                token,
                floor: state.IsVersion2 ? EndVersion2 : (short)0,
                cap: state.IsVersion2 ? EndVersion2 : (short)(EndVersion2 - 1)),
            static response => response.ErrorCode,
            _coordinator,
            ct);
        return new ProducerIdentity(response.ProducerId, response.ProducerEpoch);
    }

    private CoordinatorLink GroupCoordinator(string groupId)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(groupId, out CoordinatorLink? coordinator))
                _groups[groupId] = coordinator = new CoordinatorLink(link, CoordinatorKind.Group, groupId, connections);

            return coordinator;
        }
    }

    // The cluster says whether it is time (KIP-890), the versions say whether this broker can.
    private static bool IsVersion2(BrokerConnection connection) =>
        connection.FinalizedLevel(VersionFeature) >= 2
        && connection.Offers(ApiKey.EndTxn, EndVersion2)
        && connection.Offers(ApiKey.TxnOffsetCommit, CommitOffsetsVersion2)
        && connection.Offers(ApiKey.Produce, LastProduceBeforeVersion2 + 1);

    private async Task<TResponse> RetryAsync<TResponse>(
        TransactionStep step,
        string what,
        Func<CancellationToken, Task<TResponse>> ask,
        Func<TResponse, ErrorCode> errorOf,
        CoordinatorLink coordinator,
        CancellationToken ct)
    {
        long started = context.Time.GetTimestamp();
        for (int failures = 1; ; failures++)
        {
            ErrorCode code;
            KafkaException? cause = null;
            try
            {
                TResponse response = await ask(ct);
                code = errorOf(response);
                if (code == ErrorCode.None)
                    return response;
            }
            catch (KafkaException error)
            {
                code = error.Code;
                cause = error;
            }

            KafkaErrorKind kind = TransactionErrors.KindOf(step, code);
            if (kind != KafkaErrorKind.Retriable || context.Time.GetElapsedTime(started) >= context.Options.MaxBlock)
                throw new KafkaException(code, what, cause, kind);

            if (code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
                coordinator.Forget();

            await Task.Delay(TransactionBackoff.For(link.Options, code, failures), context.Time, ct);
        }
    }

    private static ErrorCode FirstError(IEnumerable<ErrorCode> codes) =>
        codes.OrderBy(code => code == ErrorCode.OperationNotAttempted)
            .FirstOrDefault(static code => code != ErrorCode.None);
}
