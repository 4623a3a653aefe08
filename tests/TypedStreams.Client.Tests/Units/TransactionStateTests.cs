using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

public sealed class TransactionStateTests
{
    private static readonly ProducerIdentity First = new(Id: 5, Epoch: 0);
    private static readonly TopicPartition Partition = new("t", 0);

    [Fact]
    public async Task Record_that_comes_late_never_slips_into_the_next_transaction()
    {
        TransactionState state = Open();
        long number = state.Enter();
        await state.SealAsync(CancellationToken.None);
        state.Over(ProducerIdentity.None);
        state.Begin();

        Assert.False(state.Accepts(number));
        Assert.True(state.Accepts(state.Enter()));
    }

    [Fact]
    public async Task Commit_waits_for_sends_that_wait_and_takes_their_records()
    {
        TransactionState state = Open();
        long number = state.Enter();
        state.BeginWait();
        Task<bool> sealing = state.SealAsync(CancellationToken.None);

        Assert.False(sealing.IsCompleted);
        Assert.True(state.Accepts(number));
        Assert.Throws<InvalidOperationException>(() => state.Enter());
        state.EndWait();
        Assert.True(await sealing);
        Assert.False(state.Accepts(number));
    }

    [Fact]
    public void Partition_waits_for_the_coordinator_before_version_2_and_not_from_there_on()
    {
        TransactionState older = Open(isVersion2: false);
        Assert.False(older.TryAdmit(Partition));
        (long number, TopicPartition[] wanted) = older.Wanted();
        Assert.Equal([Partition], wanted);
        older.Added(number + 1, wanted);
        Assert.False(older.TryAdmit(Partition));
        older.Added(number, wanted);
        Assert.True(older.TryAdmit(Partition));
        Assert.Empty(older.Wanted().Partitions);

        TransactionState newer = Open(isVersion2: true);
        Assert.False(newer.IsStarted);
        Assert.True(newer.TryAdmit(Partition));
        Assert.True(newer.IsStarted);
    }

    [Fact]
    public void First_failed_batch_stops_the_sending_and_leaves_only_the_abort()
    {
        TransactionState state = Open();
        long number = state.Enter();
        state.BatchFailed(number, new KafkaException(ErrorCode.InvalidRecord, "first"), wasNumbered: true);
        state.BatchFailed(number, new KafkaException(ErrorCode.RequestTimedOut, "second"), wasNumbered: false);

        Assert.False(state.TryAdmit(Partition));
        Assert.True(state.NeedsIdentity);
        KafkaException refused = Assert.Throws<KafkaException>(() => state.Enter());
        Assert.Equal((KafkaErrorKind.Abort, ErrorCode.InvalidRecord), (refused.Kind, refused.Code));
        Assert.Throws<KafkaException>(() => state.TryEnd());
        state.BeginAbort();
        state.Over(First with { Epoch = 1 });
        state.Begin();
        Assert.False(state.NeedsIdentity);
        Assert.True(state.TryAdmit(Partition));
    }

    [Fact]
    public void Error_that_comes_late_does_not_fail_the_next_transaction()
    {
        TransactionState state = Open();
        long number = state.Enter();
        state.BeginAbort();
        (long failed, KafkaException error) = state.Failed!.Value;
        state.Over(ProducerIdentity.None);
        state.Begin();
        state.BatchFailed(number, error, wasNumbered: false);
        state.Fail(number, error);

        Assert.Equal(number, failed);
        Assert.Null(state.Failed);
        state.Enter();
    }

    [Fact]
    public void Commit_whose_outcome_is_open_can_be_repeated_and_not_be_aborted()
    {
        TransactionState state = Open();
        state.TryAdmit(Partition);
        Assert.True(state.TryEnd());

        Assert.Throws<InvalidOperationException>(state.BeginAbort);
        Assert.True(state.TryEnd());
        state.Refused(new KafkaException(ErrorCode.InvalidTxnState, "aborted", null, KafkaErrorKind.Abort));
        state.BeginAbort();
    }

    [Fact]
    public void Fenced_producer_has_ended()
    {
        TransactionState state = Open();
        state.Fail(new KafkaException(ErrorCode.ProducerFenced, "fenced", null, KafkaErrorKind.Fenced));

        Assert.Equal(KafkaErrorKind.Fenced, Assert.Throws<KafkaException>(() => state.Enter()).Kind);
        Assert.Equal(KafkaErrorKind.Fenced, Assert.Throws<KafkaException>(state.BeginAbort).Kind);
        Assert.Equal(KafkaErrorKind.Fenced, Assert.Throws<KafkaException>(state.Begin).Kind);
    }

    [Theory]
    [InlineData(TransactionStep.Initialize, ErrorCode.ConcurrentTransactions, KafkaErrorKind.Retriable)]
    [InlineData(TransactionStep.Initialize, ErrorCode.ProducerFenced, KafkaErrorKind.Fenced)]
    [InlineData(TransactionStep.Initialize, ErrorCode.InvalidTransactionTimeout, KafkaErrorKind.Fatal)]
    [InlineData(TransactionStep.Add, ErrorCode.NotCoordinator, KafkaErrorKind.Retriable)]
    [InlineData(TransactionStep.Add, ErrorCode.TopicAuthorizationFailed, KafkaErrorKind.Abort)]
    [InlineData(TransactionStep.Produce, ErrorCode.InvalidProducerEpoch, KafkaErrorKind.Abort)]
    [InlineData(TransactionStep.Produce, ErrorCode.RequestTimedOut, KafkaErrorKind.Abort)]
    [InlineData(TransactionStep.Produce, ErrorCode.TransactionalIdAuthorizationFailed, KafkaErrorKind.Fatal)]
    [InlineData(TransactionStep.CommitOffsets, ErrorCode.IllegalGeneration, KafkaErrorKind.Abort)]
    [InlineData(TransactionStep.CommitOffsets, ErrorCode.CoordinatorLoadInProgress, KafkaErrorKind.Retriable)]
    [InlineData(TransactionStep.End, ErrorCode.NetworkException, KafkaErrorKind.Retriable)]
    [InlineData(TransactionStep.End, ErrorCode.TransactionAbortable, KafkaErrorKind.Abort)]
    [InlineData(TransactionStep.End, ErrorCode.InvalidProducerEpoch, KafkaErrorKind.Fenced)]
    internal void Error_code_means_what_the_step_makes_of_it(
        TransactionStep step, ErrorCode code, KafkaErrorKind kind) =>
        Assert.Equal(kind, TransactionErrors.KindOf(step, code));

    private static TransactionState Open(bool isVersion2 = true)
    {
        var state = new TransactionState("id");
        state.Initialized(First, isVersion2);
        state.Begin();
        return state;
    }
}
