using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

/// <summary>Exactly once with handlers side by side, or with a policy for failures, which takes the same way.</summary>
[Collection(ServersCollection.Name)]
public sealed class ConcurrentPipelineTests(TestServers servers)
    : PipelineTests(servers, ("Consumer:Concurrency", "8"))
{
    [Fact]
    public Task Every_input_comes_out_once_in_the_order_of_its_key_and_offsets_move_along() =>
        EveryInputOnceAsync();

    [Fact]
    public Task Transaction_that_the_coordinator_aborted_is_done_again_and_comes_out_once() =>
        AbortedIsDoneAgainAsync(
            blocks: true, ("Consumer:Concurrency", "1"), ("Groups:doubler:Retry:Attempts", "2"));

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
    public Task Results_go_out_in_the_order_of_the_inputs_whichever_handler_ends_first() =>
        ResultsInOrderAsync();

    [Fact]
    public Task Handlers_that_run_ahead_do_not_hold_up_a_commit() =>
        CommitDoesNotWaitAsync();

    [Fact]
    public Task Message_that_fails_goes_to_the_dead_letters_in_the_transaction_and_nothing_that_it_returned() =>
        LetterInTheTransactionAsync();

    [Fact]
    public Task Letter_of_an_aborted_transaction_is_not_seen() =>
        LetterOfAnAbortAsync();
}
