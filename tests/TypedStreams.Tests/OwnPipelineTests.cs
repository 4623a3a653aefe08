using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Exactly once on our broker.</summary>
[Collection(ServersCollection.Name)]
public sealed class OwnPipelineTests(TestServers servers) : PipelineTests(servers)
{
    [Fact]
    public Task Every_input_comes_out_once_in_the_order_of_its_key_and_offsets_move_along() =>
        EveryInputOnceAsync();

    [Fact]
    public Task Transaction_that_the_coordinator_aborted_is_done_again_and_comes_out_once() =>
        AbortedIsDoneAgainAsync();

    [Fact]
    public Task Failing_handler_stops_the_host_after_what_came_before_has_committed() =>
        FailingHandlerStopsAsync();

    [Fact]
    public Task Part_of_what_a_failing_handler_returned_is_never_seen() =>
        PartOfAFailureIsNotSeenAsync();

    [Fact]
    public Task Host_that_stops_commits_what_was_handled_without_waiting_for_the_interval() =>
        StopCommitsAsync();

    [Fact]
    public Task Members_that_come_and_go_neither_lose_nor_repeat_a_message() =>
        MembersComeAndGoAsync();

    [Fact]
    public Task Bounds_of_a_transaction_are_kept() =>
        BoundsAreKeptAsync();

    [Fact]
    public Task Commit_whose_answer_is_lost_is_asked_for_again_and_handles_nothing_again() =>
        LostAnswerIsAskedForAgainAsync();

    [Fact]
    public Task Commit_that_nobody_learned_of_is_found_out_and_handles_nothing_again() =>
        CommittedWithoutAnAnswerIsNotDoneAgainAsync();

    [Fact]
    public Task Commit_that_never_arrived_is_found_out_and_its_messages_come_out_once() =>
        NotCommittedWithoutAnAnswerIsDoneAgainAsync();

    [Fact]
    public Task Commit_that_arrives_late_ends_no_later_transaction() =>
        LateCommitChangesNothingAsync();

    [Fact]
    public Task Worker_that_is_fenced_handles_nothing_until_its_group_vouches_for_it() =>
        FencedWorkerAsksItsGroupAsync();

    [Fact]
    public Task Worker_that_fenced_itself_takes_its_id_over_again() =>
        FencedByItselfGoesOnAsync();

    [Fact]
    public Task Retries_that_last_too_long_stop_the_host_and_another_one_goes_on() =>
        RetriesEndAsync();

    [Fact]
    public Task Bytes_of_a_transaction_are_bounded() =>
        BytesAreBoundedAsync();

    [Fact]
    public Task Output_that_is_too_large_for_its_topic_stops_the_host_and_says_so() =>
        OutputThatIsTooLargeStopsAsync();
}
