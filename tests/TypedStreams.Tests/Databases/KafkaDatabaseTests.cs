using TypedStreams.Testing;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

/// <summary>SQLite, on Apache Kafka: what involves the broker.</summary>
public sealed class KafkaDatabaseTests(KafkaServers servers) : DatabaseTests(servers), IClassFixture<KafkaServers>
{
    protected override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());

    [ToolFact(Tool.Kafka)]
    public Task Rows_messages_and_progress_commit_together_and_every_input_once() =>
        EveryInputOnceAsync();

    [ToolFact(Tool.Kafka)]
    public Task Members_that_come_and_go_neither_lose_nor_repeat_a_message() =>
        MembersComeAndGoAsync();

    [ToolFact(Tool.Kafka)]
    public Task Outbox_sends_what_commits_and_nothing_else() =>
        OutboxSendsWhatCommitsAsync();

    [ToolFact(Tool.Kafka)]
    public Task Batch_that_a_dead_relay_had_claimed_is_published_first() =>
        ClaimedBatchIsPublishedAsync();

    [ToolFact(Tool.Kafka)]
    public Task Batch_that_is_out_is_not_published_again() =>
        PublishedBatchIsNotRepeatedAsync();

    [ToolFact(Tool.Kafka)]
    public Task Relays_take_turns_and_every_message_comes_once_in_order() =>
        RelaysTakeTurnsAsync();

    [ToolFact(Tool.Kafka)]
    public Task Relay_that_fenced_itself_takes_its_id_over_again() =>
        RelayFencedByItselfGoesOnAsync();
}
