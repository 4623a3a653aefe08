using TypedStreams.Testing;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

/// <summary>PostgreSQL, on our broker.</summary>
[Collection(ServersCollection.Name)]
public sealed class PostgresTests(TestServers servers, PostgresServer postgres)
    : DatabaseTests(servers), IClassFixture<PostgresServer>
{
    protected override async Task<ITestDatabase> NewDatabaseAsync() =>
        await PostgresDatabase.CreateAsync(postgres.ConnectionString);

    [ToolFact(Tool.Postgres)]
    public Task Rows_messages_and_progress_commit_together_and_every_input_once() =>
        EveryInputOnceAsync();

    [ToolFact(Tool.Postgres)]
    public Task Failing_handler_leaves_what_came_before_and_nothing_of_its_own() =>
        FailingHandlerStopsAsync();

    [ToolFact(Tool.Postgres)]
    public Task Database_that_is_away_for_a_moment_gets_the_same_messages_again() =>
        BrieflyAwayIsDoneAgainAsync();

    [ToolFact(Tool.Postgres)]
    public Task Failing_message_is_tried_again_and_put_aside_in_the_transaction_of_its_position() =>
        FailuresArePutAsideAsync();

    [ToolFact(Tool.Postgres)]
    public Task Batches_commit_with_their_rows_and_messages_and_exactly_the_culprits_are_put_aside() =>
        BatchesCommitTogetherAsync();

    [ToolFact(Tool.Postgres)]
    public Task Host_that_ends_in_a_batch_leaves_nothing_of_it_and_another_one_goes_on() =>
        EndedInABatchAsync();

    [ToolFact(Tool.Postgres)]
    public Task Commit_that_succeeded_without_an_answer_is_not_done_again() =>
        UnknownCommitIsSettledAsync(isCommitted: true);

    [ToolFact(Tool.Postgres)]
    public Task Commit_that_failed_without_an_answer_is_done_again() =>
        UnknownCommitIsSettledAsync(isCommitted: false);

    [ToolFact(Tool.Postgres)]
    public Task Owner_that_was_replaced_commits_nothing() =>
        ReplacedOwnerCommitsNothingAsync();

    [ToolFact(Tool.Postgres)]
    public Task Members_that_come_and_go_neither_lose_nor_repeat_a_message() =>
        MembersComeAndGoAsync();

    [ToolFact(Tool.Postgres)]
    public Task Outbox_sends_what_commits_and_nothing_else() =>
        OutboxSendsWhatCommitsAsync();

    [ToolFact(Tool.Postgres)]
    public Task Outbox_keeps_key_partition_time_and_headers() =>
        OutboxKeepsHeadersAsync();

    [ToolFact(Tool.Postgres)]
    public Task Batch_that_a_dead_relay_had_claimed_is_published_first() =>
        ClaimedBatchIsPublishedAsync();

    [ToolFact(Tool.Postgres)]
    public Task Batch_that_is_out_is_not_published_again() =>
        PublishedBatchIsNotRepeatedAsync();

    [ToolFact(Tool.Postgres)]
    public Task Relays_take_turns_and_every_message_comes_once_in_order() =>
        RelaysTakeTurnsAsync();

    [ToolFact(Tool.Postgres)]
    public Task Relay_that_fenced_itself_takes_its_id_over_again() =>
        RelayFencedByItselfGoesOnAsync();
}
