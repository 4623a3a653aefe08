// Transactions (KIP-98, KIP-447, KIP-890). What may be done next is TransactionState's decision; requests are the
// TransactionCoordinator's. One caller at a time begins and ends transactions; any thread sends.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

public sealed partial class KafkaProducer
{
    private static readonly TimeSpan AbortOnDispose = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _ending = new(1, 1);

    /// <summary>
    /// Takes the transactional id over: instances that used it before are fenced, and what they left open is aborted.
    /// Once, before the first transaction; after it the offsets of earlier instances stand still and may be read.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no transactional id, or it was called before.</exception>
    /// <exception cref="KafkaException">
    /// Retriable: the coordinator could not be reached within <see cref="KafkaProducerOptions.MaxBlock"/>, call again.
    /// Fatal: the id may not be used, or the time-out is larger than the broker allows.
    /// </exception>
    public async Task InitTransactionsAsync(CancellationToken ct = default)
    {
        TransactionState state = RequireTransactions();
        if (state.Phase != TransactionPhase.New)
            throw new InvalidOperationException($"The producer of '{state.TransactionalId}' was initialized before.");

        await _sender.Coordinator!.InitializeAsync(ProducerIdentity.None, ct);
    }

    /// <summary>Begins a transaction. No request is sent; what is sent from now on belongs to it.</summary>
    /// <exception cref="InvalidOperationException">
    /// InitTransactionsAsync has not succeeded, or a transaction is open.
    /// </exception>
    /// <exception cref="KafkaException">Fenced or fatal: the producer has ended; dispose it.</exception>
    public void BeginTransaction() => RequireTransactions().Begin();

    /// <summary>
    /// Makes a consumer's progress part of the transaction: the offsets are the group's once it commits, and never if
    /// it aborts.
    /// </summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <param name="group">
    /// The member's place, taken when its partitions were assigned: a later one would vouch for partitions that were
    /// lost meanwhile.
    /// </param>
    /// <param name="ct">Ends the waiting; the offsets may be taken or not, so abort then.</param>
    /// <exception cref="KafkaException">
    /// Abort: the transaction must be aborted, with the group's code when the generation is over. Fenced: another
    /// instance has the transactional id.
    /// </exception>
    public async Task SendOffsetsToTransactionAsync(
        IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, CancellationToken ct = default)
    {
        TransactionState state = RequireTransactions();
        try
        {
            await _sender.Coordinator!.CommitOffsetsAsync(offsets, group, ct);
        }
        catch (KafkaException error)
        {
            state.Fail(error);
            throw state.Error ?? error;
        }
        catch (OperationCanceledException)
        {
            state.Fail(new KafkaException(ErrorCode.RequestTimedOut, "Sending offsets was cancelled"));
            throw;
        }
    }

    /// <summary>
    /// Commits: every record of the transaction and every offset, or nothing. Waits for records that are under way.
    /// </summary>
    /// <param name="ct">
    /// Ends the waiting. The outcome is then not known: call again, or dispose the producer; whoever takes the
    /// transactional id over next finds it out.
    /// </param>
    /// <exception cref="KafkaException">
    /// Abort: nothing was committed; abort, and do the work again. Retriable: not known within
    /// <see cref="KafkaProducerOptions.MaxBlock"/>; call again. Fenced or fatal: the producer has ended; whether an
    /// earlier attempt succeeded is told by the group's offsets.
    /// </exception>
    public Task CommitTransactionAsync(CancellationToken ct = default) => CommitAsync([], group: null, ct);

    /// <summary>
    /// Sends the offsets while records are still under way, then commits: one round trip less than
    /// <see cref="SendOffsetsToTransactionAsync"/> and <see cref="CommitTransactionAsync(CancellationToken)"/>, to the
    /// same effect and with the same errors.
    /// </summary>
    public Task CommitTransactionAsync(
        IReadOnlyCollection<TopicPartitionOffset> offsets,
        ConsumerGroupMetadata group,
        CancellationToken ct = default) => CommitAsync(offsets, group, ct);

    /// <summary>Aborts: none of the transaction's records is ever seen by readers of committed records.</summary>
    /// <exception cref="KafkaException">
    /// Fenced: another instance has the transactional id and has aborted the transaction. Retriable: not answered
    /// within <see cref="KafkaProducerOptions.MaxBlock"/>; call again.
    /// </exception>
    public Task AbortTransactionAsync(CancellationToken ct = default) => AbortAsync(RequireTransactions(), ct);

    private async Task AbortAsync(TransactionState state, CancellationToken ct)
    {
        await _ending.WaitAsync(ct);
        try
        {
            state.BeginAbort();
            _sender.Wake();
            await FlushAsync(ct);
            await _sender.Adding.WaitAsync(ct); // or it would add to the transaction after this one
            ProducerIdentity next = state.IsStarted
                ? await EndAsync(state, isCommit: false, ct)
                : ProducerIdentity.None;
            if (next.IsNone && state.NeedsIdentity)
                await _sender.Coordinator!.InitializeAsync(state.Identity, ct);

            state.Over(next);
        }
        finally
        {
            _ending.Release();
        }
    }

    private async Task CommitAsync(
        IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata? group, CancellationToken ct)
    {
        TransactionState state = RequireTransactions();
        await _ending.WaitAsync(ct);
        try
        {
            Task progress = offsets.Count == 0 || group is null || state.IsEnding
                ? Task.CompletedTask
                : SendOffsetsToTransactionAsync(offsets, group, ct);
            try
            {
                if (await state.SealAsync(ct))
                    await FlushAsync(ct);
            }
            finally
            {
                await progress;
            }

            state.Over(state.TryEnd() ? await EndAsync(state, isCommit: true, ct) : ProducerIdentity.None);
        }
        finally
        {
            _ending.Release();
        }
    }

    private async Task<ProducerIdentity> EndAsync(TransactionState state, bool isCommit, CancellationToken ct)
    {
        try
        {
            return await _sender.Coordinator!.EndAsync(isCommit, ct);
        }
        catch (KafkaException refused) when (refused.Kind != KafkaErrorKind.Retriable)
        {
            KafkaException error = Explain(state, refused);
            state.Refused(error);
            throw error;
        }
    }

    private KafkaException Explain(TransactionState state, KafkaException refused)
    {
        string slow = $"was open for longer than {nameof(KafkaProducerOptions.TransactionTimeout)} = "
            + $"{_context.Options.TransactionTimeout.TotalSeconds:0.#} s and the coordinator aborted it";
        return refused switch
        {
            { Code: ErrorCode.InvalidTxnState } => new KafkaException(
                ErrorCode.TransactionAbortable,
                $"The transaction of '{state.TransactionalId}' {slow}",
                refused,
                refused.Kind),
            { Kind: KafkaErrorKind.Fenced } => new KafkaException(
                refused.Code,
                $"Another producer has taken the transactional id '{state.TransactionalId}' over, this one has ended"
                    + (state.IsVersion2 ? "" : $" (or its transaction {slow}: brokers before transaction.version 2 do "
                        + "not tell the two apart)"),
                refused,
                KafkaErrorKind.Fenced),
            _ => refused,
        };
    }

    private async Task AbortQuietlyAsync(TransactionState state)
    {
        try
        {
            using var patience = new CancellationTokenSource(AbortOnDispose, _context.Time);
            if (state.IsAbortable)
                await AbortAsync(state, patience.Token);
        }
        catch (Exception error) when (error is KafkaException or OperationCanceledException)
        {
            // The coordinator aborts it: when the id is taken over, or at the transaction's time-out.
        }
    }

    private static void ValidateTransactions(KafkaProducerOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.TransactionalId, nameof(options.TransactionalId));
        ArgumentOutOfRangeException.ThrowIfLessThan(
            options.TransactionTimeout, TimeSpan.FromMilliseconds(1), nameof(options.TransactionTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxBlock, TimeSpan.Zero, nameof(options.MaxBlock));
        if (!options.Idempotence)
            throw new ArgumentException("Transactions need Idempotence; leave it on.");
    }

    private TransactionState RequireTransactions()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return _context.Transaction ?? throw new InvalidOperationException(
            $"This producer has no transactions: set {nameof(KafkaProducerOptions.TransactionalId)}.");
    }
}
