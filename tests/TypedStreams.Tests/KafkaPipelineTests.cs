using TypedStreams.Testing;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Exactly once on Apache Kafka.</summary>
public sealed class KafkaPipelineTests(KafkaServers servers) : PipelineTests(servers), IClassFixture<KafkaServers>
{
    [ToolFact(Tool.Kafka)]
    public Task Every_input_comes_out_once_in_the_order_of_its_key_and_offsets_move_along() =>
        EveryInputOnceAsync();

    [ToolFact(Tool.Kafka)]
    public Task Transaction_that_the_coordinator_aborted_is_done_again_and_comes_out_once() =>
        AbortedIsDoneAgainAsync();

    [ToolFact(Tool.Kafka)]
    public Task Failing_handler_stops_the_host_after_what_came_before_has_committed() =>
        FailingHandlerStopsAsync();

    [ToolFact(Tool.Kafka)]
    public Task Part_of_what_a_failing_handler_returned_is_never_seen() =>
        PartOfAFailureIsNotSeenAsync();

    [ToolFact(Tool.Kafka)]
    public Task Host_that_stops_commits_what_was_handled_without_waiting_for_the_interval() =>
        StopCommitsAsync();

    [ToolFact(Tool.Kafka)]
    public Task Members_that_come_and_go_neither_lose_nor_repeat_a_message() =>
        MembersComeAndGoAsync();

    [ToolFact(Tool.Kafka)]
    public Task Bounds_of_a_transaction_are_kept() =>
        BoundsAreKeptAsync();

    [ToolFact(Tool.Kafka)]
    public Task Message_that_fails_goes_to_the_dead_letters_in_the_transaction_and_nothing_that_it_returned() =>
        LetterInTheTransactionAsync();

    [ToolFact(Tool.Kafka)]
    public Task Letter_of_an_aborted_transaction_is_not_seen() =>
        LetterOfAnAbortAsync();
}
