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

    [ToolFact(Tool.Kafka)]
    public Task Commit_whose_answer_is_lost_is_asked_for_again_and_handles_nothing_again() =>
        LostAnswerIsAskedForAgainAsync();

    [ToolFact(Tool.Kafka)]
    public Task Commit_that_nobody_learned_of_is_found_out_and_handles_nothing_again() =>
        CommittedWithoutAnAnswerIsNotDoneAgainAsync();

    [ToolFact(Tool.Kafka)]
    public Task Commit_that_never_arrived_is_found_out_and_its_messages_come_out_once() =>
        NotCommittedWithoutAnAnswerIsDoneAgainAsync();

    [ToolFact(Tool.Kafka)]
    public Task Commit_that_arrives_late_ends_no_later_transaction() =>
        LateCommitChangesNothingAsync();

    [ToolFact(Tool.Kafka)]
    public Task Worker_that_is_fenced_handles_nothing_until_its_group_vouches_for_it() =>
        FencedWorkerAsksItsGroupAsync();

    [ToolFact(Tool.Kafka)]
    public Task Worker_that_fenced_itself_takes_its_id_over_again() =>
        FencedByItselfGoesOnAsync();

    [ToolFact(Tool.Kafka)]
    public Task Retries_that_last_too_long_stop_the_host_and_another_one_goes_on() =>
        RetriesEndAsync();

    [ToolFact(Tool.Kafka)]
    public Task Bytes_of_a_transaction_are_bounded() =>
        BytesAreBoundedAsync();

    [ToolFact(Tool.Kafka)]
    public Task Output_that_is_too_large_for_its_topic_stops_the_host_and_says_so() =>
        OutputThatIsTooLargeStopsAsync();
}
